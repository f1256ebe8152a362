import { newId } from '@shop/kernel';
import { kafkaBroker } from '@shop/messaging';
import type { Broker, BrokerRecord, KafkaClient, MessagingLog } from '@shop/messaging';

const BATCH = 500;
const WARM_UP = 10_000;
const MEASURED = 60_000;
const VALUE = 'v'.repeat(500);

/** Per second, and microseconds of this process' CPU per record. */
export interface Rate {
  readonly perSecond: number;
  readonly cpuMicros: number;
}

export interface ClientFigures {
  readonly send: Rate;
  readonly consume: Rate;
}

const silent: MessagingLog = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Sends batches of 500 records of 500 bytes with 8 headers, one batch in flight, then consumes them as a backlog. */
export async function measureClient(client: KafkaClient, brokers: readonly string[]): Promise<ClientFigures> {
  const broker = await kafkaBroker(client, { brokers, clientId: `measure-${client}`, log: silent });
  const topic = `measure.${newId()}`;
  await broker.ensureTopics([{ topic, partitions: 3, retentionMs: 3_600_000 }]);
  const producer = await broker.connectProducer();
  const sendMany = async (count: number) => {
    for (let sent = 0; sent < count; sent += BATCH) await producer.send(batchFor(topic, sent));
  };
  await sendMany(WARM_UP);
  const send = await rateOf(MEASURED, () => sendMany(MEASURED));
  await consumeMany(broker, topic, WARM_UP);
  const consume = await rateOf(MEASURED, () => consumeMany(broker, topic, MEASURED));
  await broker.close();
  return { send, consume };
}

function batchFor(topic: string, from: number): readonly BrokerRecord[] {
  return Array.from({ length: BATCH }, (_, index) => {
    const key = `order-${from + index}`;
    const names = ['id', 'type', 'source', 'subject', 'time', 'correlationid', 'causationid', 'specversion'];
    return { topic, key, headers: Object.fromEntries(names.map((name) => [`ce_${name}`, key])), value: VALUE };
  });
}

/** Joins as a new group, so from the oldest record on, and leaves once it has so many. */
async function consumeMany(broker: Broker, topic: string, count: number): Promise<void> {
  let received = 0;
  let finish: () => void = () => undefined;
  const finished = new Promise<void>((resolve) => (finish = resolve));
  const subscription = await broker.consume({
    group: `measure-${newId()}`,
    topics: [topic],
    onBatch: async (batch) => {
      received += batch.records.length;
      await batch.commit((batch.records.at(-1)?.offset ?? -1n) + 1n);
      if (received >= count) finish();
    },
  });
  await finished;
  await subscription.close();
}

async function rateOf(count: number, work: () => Promise<void>): Promise<Rate> {
  const startedAt = performance.now();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  const seconds = (performance.now() - startedAt) / 1_000;
  return { perSecond: Math.round(count / seconds), cpuMicros: Math.round((user + system) / count) };
}
