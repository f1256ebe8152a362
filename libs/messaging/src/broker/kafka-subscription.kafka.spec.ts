import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { newId } from '@shop/kernel';
import { commitAll, freshTopic, Member, numbered, sendValues } from '../testing/broker-probe.js';
import { eventually, gate } from '../testing/eventually.js';
import { describeKafka, kafkaForTests } from '../testing/kafka-for-tests.js';
import { RecordingLog } from '../testing/recording-log.js';
import type { Broker } from './broker.js';
import { KafkaBroker } from './kafka-broker.js';

jest.setTimeout(60_000);

/** A port at which nobody answers until the test opens it; then it leads to the real broker. */
class Bootstrap {
  private readonly sockets = new Set<Socket>();
  private server: Server | undefined;

  private constructor(readonly port: number) {}

  static async closed(): Promise<Bootstrap> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    return new Bootstrap(port);
  }

  async open(target: string): Promise<void> {
    const [host, port] = target.split(':');
    const server = createServer((socket) => {
      const upstream = connect(Number(port), host);
      for (const end of [socket, upstream]) this.sockets.add(end.on('error', () => end.destroy()));
      socket.pipe(upstream).pipe(socket);
    });
    this.server = server;
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
  }

  close(): void {
    this.server?.close();
    for (const socket of this.sockets) socket.destroy();
  }
}

describeKafka('a Kafka subscription', () => {
  const brokers: Broker[] = [];
  const open = <B extends Broker>(broker: B): B => {
    brokers.push(broker);
    return broker;
  };

  afterEach(async () => {
    await Promise.all(brokers.splice(0).map((broker) => broker.close()));
  });

  it('keeps its partitions while a handler runs for longer than the session lasts', async () => {
    const broker = open(kafkaForTests());
    const topic = await freshTopic(broker, 2);
    const group = `group-${newId()}`;
    await sendValues(broker, topic, numbered(10), (value) => value);
    const slow = await new Member().join(broker, group, topic, async (batch) => {
      await delay(8_000);
      expect(batch.isStale()).toBe(false);
      await commitAll(batch);
    });
    await eventually(() => expect(slow.states.at(-1)).toBe('running'));
    await eventually(() => expect(slow.received).toHaveLength(10));
    await delay(9_000);
    await slow.leave();
    // Before that it may have met a broker that has just started and is not ready for groups.
    expect(slow.states.slice(slow.states.indexOf('running'))).toEqual(['running', 'closed']);
    const successor = await new Member().join(open(kafkaForTests()), group, topic);
    await eventually(() => expect(successor.states.at(-1)).toBe('running'));
    await sendValues(broker, topic, ['last']);
    await eventually(() => expect(successor.values).toEqual(['last']));
  });

  it('is dealt no record twice when a batch outlasts a rebalance that it was told of', async () => {
    const topic = await freshTopic(open(kafkaForTests()), 2);
    const group = `group-${newId()}`;
    await sendValues(open(kafkaForTests()), topic, numbered(20), (value) => value);
    const door = gate();
    const first = await new Member().join(open(kafkaForTests()), group, topic, async (batch) => {
      await door.opened;
      await commitAll(batch);
    });
    await eventually(() => expect(first.received).toHaveLength(20));
    const second = await new Member().join(open(kafkaForTests()), group, topic);
    await delay(2_500);
    expect(second.received).toEqual([]);
    door.open();
    await eventually(() => expect(second.states.at(-1)).toBe('running'));
    await sendValues(open(kafkaForTests()), topic, ['a', 'b', 'c', 'd', 'e', 'f'], (value) => value);
    const seen = () => [...first.values, ...second.values];
    await eventually(() => expect(seen()).toEqual(expect.arrayContaining(['a', 'b', 'c', 'd', 'e', 'f'])));
    expect(seen()).toHaveLength(26);
    expect(second.received.length).toBeGreaterThan(0);
  });

  it('keeps trying while no broker answers, reports it, and joins once there is one', async () => {
    const target = (process.env['TEST_KAFKA_BROKERS'] ?? '').split(',')[0] ?? '';
    const topic = await freshTopic(open(kafkaForTests()));
    await sendValues(open(kafkaForTests()), topic, ['waiting']);
    const bootstrap = await Bootstrap.closed();
    const options = { brokers: [`127.0.0.1:${bootstrap.port}`], clientId: 'early', log: new RecordingLog() };
    const early = open(new KafkaBroker(options));
    const topics = early.ensureTopics([{ topic: `test.${newId()}`, partitions: 1 }]);
    const member = await new Member().join(early, `group-${newId()}`, topic);
    const refused = sendValues(early, topic, ['lost']);
    await expect(refused).rejects.toMatchObject({ name: 'AppError', code: 'broker.unavailable' });
    await eventually(() => expect(member.states).toEqual(['connecting', 'reconnecting']));
    await bootstrap.open(target);
    await eventually(() => expect(member.values).toEqual(['waiting']), 30_000);
    expect(member.states.at(-1)).toBe('running');
    await topics;
    await sendValues(early, topic, ['found']);
    await eventually(() => expect(member.values).toEqual(['waiting', 'found']));
    await early.close();
    bootstrap.close();
  });

  it('closes at once while no broker answers', async () => {
    const bootstrap = await Bootstrap.closed();
    const options = { brokers: [`127.0.0.1:${bootstrap.port}`], clientId: 'never', log: new RecordingLog() };
    const broker = new KafkaBroker(options);
    const member = await new Member().join(broker, 'nobody', 'nothing');
    const topics = broker.ensureTopics([{ topic: 'nothing', partitions: 1 }]);
    const given = expect(topics).rejects.toMatchObject({ code: 'broker.closed' });
    await eventually(() => expect(member.states).toContain('reconnecting'));
    const before = Date.now();
    await broker.close();
    expect(Date.now() - before).toBeLessThan(5_000);
    expect(member.states.at(-1)).toBe('closed');
    await given;
  });

  it('waits for a topic that somebody else is about to create', async () => {
    const broker = open(kafkaForTests());
    const topic = `test.${newId()}`;
    const member = await new Member().join(broker, `group-${newId()}`, topic);
    await eventually(() => expect(member.states).toContain('reconnecting'));
    await broker.ensureTopics([{ topic, partitions: 1 }]);
    await sendValues(broker, topic, ['at last']);
    await eventually(() => expect(member.values).toEqual(['at last']), 30_000);
  });
});
