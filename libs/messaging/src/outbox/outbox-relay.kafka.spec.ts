import { newId } from '@shop/kernel';
import { describeKafkaAdapters } from '../testing/broker-adapters.js';
import { freshTopic, Member } from '../testing/broker-probe.js';
import { eventually } from '../testing/eventually.js';
import { OutboxLab } from '../testing/outbox-lab.js';
import { RecordingLog } from '../testing/recording-log.js';
import { OutboxRelay } from './outbox-relay.js';
import { appendRecords } from './outbox.js';

jest.setTimeout(60_000);

describeKafkaAdapters('OutboxRelay to Kafka', (open) => {
  let lab: OutboxLab;
  beforeAll(async () => {
    lab = await OutboxLab.open();
  });
  afterEach(() => lab.reset());
  afterAll(() => lab.close());

  it('goes on with all other keys when one message is too large', async () => {
    const broker = open();
    const topic = await freshTopic(broker, 1);
    const records = Array.from({ length: 60 }, (_, n) => ({
      topic,
      key: `k${n % 3}`,
      headers: {},
      value: n === 31 ? 'x'.repeat(1_500_000) : String(n),
    }));
    await appendRecords(lab.pool, records);
    const relay = new OutboxRelay(lab.pool, broker, new RecordingLog());
    relay.start();
    // Of key k1: the large one, and those behind it.
    await eventually(async () => expect(await lab.unpublished()).toBe(10));
    const reader = await new Member().join(broker, `group-${newId()}`, topic);
    const sent = Array.from({ length: 60 }, (_, n) => n).filter((n) => n % 3 !== 1 || n < 31);
    const numbers = () => [...new Set(reader.values.map(Number))].sort((a, b) => a - b);
    await eventually(() => expect(numbers()).toEqual(sent));
    expect(relay.held()).toMatchObject([{ topic, key: 'k1', bytes: 1_500_000 }]);
    await relay.stop();
  });

  it('sends what is small one by one and too large together, without holding anything', async () => {
    const broker = open();
    const topic = await freshTopic(broker, 1);
    const values = Array.from({ length: 40 }, (_, n) => String(n).padStart(2, '0').repeat(50_000));
    await appendRecords(
      lab.pool,
      values.map((value) => ({ topic, key: 'k', headers: {}, value })),
    );
    const log = new RecordingLog();
    const relay = new OutboxRelay(lab.pool, broker, log);
    relay.start();
    await eventually(async () => expect(await lab.unpublished()).toBe(0));
    const reader = await new Member().join(broker, `group-${newId()}`, topic);
    await eventually(() =>
      expect(reader.values.map((value) => value?.slice(0, 2))).toEqual(values.map((value) => value.slice(0, 2))),
    );
    expect(log.entries).toEqual([]);
    await relay.stop();
  });
});
