import { setTimeout as delay } from 'node:timers/promises';
import { newId } from '@shop/kernel';
import { hasNodeForPlatformatic, kafkaBroker, kafkaClients } from '@shop/messaging';
import type { Broker } from '@shop/messaging';
import { describeKafka, eventually, RecordingLog } from '@shop/messaging/testing';
import { brokerAnswers } from '../infrastructure/local-kafka.js';
import { waitUntil } from '../infrastructure/wait-until.js';
import { BreakableKafka } from './testing/breakable-kafka.js';
import { NumberFlow } from './testing/number-flow.js';

/** Twice the session: the group has forgotten the member by then. */
const DOWN_MS = 12_000;
/** kafkajs' own default for a session, and for as long the ghost of a crashed member would hold up the group. */
const DEFAULT_SESSION_MS = 30_000;

const clients = kafkaClients.filter(
  (client) => client !== 'platformatic' || hasNodeForPlatformatic(process.versions.node),
);

describeKafka.each(clients)('a lost Kafka broker, through %s', (client) => {
  let kafka: BreakableKafka;
  let broker: Broker;
  let flow: NumberFlow;

  beforeAll(async () => {
    kafka = await BreakableKafka.start();
  }, 120_000);
  beforeEach(async () => {
    const log = new RecordingLog();
    broker = await kafkaBroker(client, { brokers: [kafka.brokers], clientId: 'flow', log, stalledAfterMs: 3_000 });
    flow = new NumberFlow(broker, `numbers.${newId()}`);
    await flow.start(`group-${newId()}`);
    await progress(100);
  }, 60_000);
  afterEach(async () => {
    await flow.stop();
    await broker.close();
  }, 60_000);
  afterAll(() => kafka.stop(), 60_000);

  const progress = async (by: number) => {
    const goal = flow.received.length + by;
    await eventually(() => expect(flow.received.length).toBeGreaterThanOrEqual(goal), 60_000);
  };
  const answersAgain = async () => {
    const isUp = () => brokerAnswers(kafka.brokers);
    expect(await waitUntil(isUp, { timeoutMs: 60_000, everyMs: 50 })).toBe(true);
    return Date.now();
  };
  /** In milliseconds from `since` to the first new acknowledgement, and to the first record that is received. */
  const recovery = async (since: number) => {
    const { acknowledged, received } = flow;
    const before = { acknowledged: acknowledged.length, received: received.length };
    const first = async (grown: () => boolean) => {
      expect(await waitUntil(grown, { timeoutMs: 60_000, everyMs: 10 })).toBe(true);
      return Date.now() - since;
    };
    const [producerMs, consumerMs] = await Promise.all([
      first(() => acknowledged.length > before.acknowledged),
      first(() => received.length > before.received),
    ]);
    return { producerMs, consumerMs };
  };
  const expectNothingLost = async () => {
    await flow.stop();
    await eventually(() => expect(flow.missing()).toEqual([]), 30_000);
  };
  const tell = (what: string, figures: object) => {
    const { failedSends, repeated, states, acknowledged } = flow;
    const all = { ...figures, acknowledged: acknowledged.length, failedSends, repeated, states: states.join(' ') };
    process.stdout.write(`${client}, ${what}: ${JSON.stringify(all)}\n`);
  };

  it('that is killed and comes back at once costs nothing that was acknowledged', async () => {
    kafka.kill();
    const figures = await recovery(await answersAgain());
    await progress(200);
    await expectNothingLost();
    tell('killed', figures);
    expect(flow.states.at(-1)).toBe('running');
  }, 120_000);

  it('that is away for longer than a session is joined again long before the default session would have ended', async () => {
    kafka.takeDown();
    await delay(DOWN_MS);
    expect(flow.states.at(-1)).toBe('reconnecting');
    kafka.comeBack();
    const figures = await recovery(await answersAgain());
    await progress(200);
    await expectNothingLost();
    tell(`${DOWN_MS / 1_000} s down`, figures);
    expect(figures.consumerMs).toBeLessThan(DEFAULT_SESSION_MS);
    expect(figures.producerMs).toBeLessThan(DEFAULT_SESSION_MS);
  }, 180_000);

  it('that hangs with open connections is noticed by its silence, and the consumer goes on once it answers', async () => {
    kafka.freeze();
    await eventually(() => expect(flow.states).toContain('stalled'), 30_000);
    kafka.thaw();
    const figures = await recovery(Date.now());
    await progress(200);
    await expectNothingLost();
    tell('frozen', figures);
    expect(flow.states.at(-1)).toBe('running');
  }, 180_000);

  it('takes new topics as soon as it is back, however unready it is', async () => {
    kafka.takeDown();
    const topics = Array.from({ length: 10 }, () => ({ topic: `late.${newId()}`, partitions: 3 }));
    const created = broker.ensureTopics(topics);
    kafka.comeBack();
    await created;
    const producer = await broker.connectProducer();
    await producer.send(topics.map(({ topic }) => ({ topic, key: 'k', headers: {}, value: 'v' })));
  }, 120_000);
});
