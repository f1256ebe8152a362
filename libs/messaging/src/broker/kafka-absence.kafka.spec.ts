import { newId } from '@shop/kernel';
import { describeKafkaAdapters } from '../testing/broker-adapters.js';
import { freshTopic, Member, sendValues } from '../testing/broker-probe.js';
import { ClosedPort } from '../testing/closed-port.js';
import { eventually } from '../testing/eventually.js';

jest.setTimeout(60_000);

describeKafkaAdapters('a Kafka broker that is not there yet', (open) => {
  it('keeps trying while no broker answers, reports it, and joins once there is one', async () => {
    const target = (process.env['TEST_KAFKA_BROKERS'] ?? '').split(',')[0] ?? '';
    const topic = await freshTopic(open());
    await sendValues(open(), topic, ['waiting']);
    const bootstrap = await ClosedPort.find();
    const early = open({ brokers: [`127.0.0.1:${bootstrap.port}`] });
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
    const bootstrap = await ClosedPort.find();
    const broker = open({ brokers: [`127.0.0.1:${bootstrap.port}`] });
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
    const broker = open();
    const topic = `test.${newId()}`;
    const member = await new Member().join(broker, `group-${newId()}`, topic);
    await eventually(() => expect(member.states).toContain('reconnecting'));
    await broker.ensureTopics([{ topic, partitions: 1 }]);
    await sendValues(broker, topic, ['at last']);
    await eventually(() => expect(member.values).toEqual(['at last']), 30_000);
  });
});
