import { services, unavailable } from '@shop/kernel';
import { Kafka, logLevel } from 'kafkajs';
import type { Admin } from 'kafkajs';
import { waitUntil } from '../infrastructure/wait-until.js';
import { rowsOf } from './ask-database.js';
import type { DrillShop } from './drill-shop.js';

const WITHIN_MS = 180_000;
const UNFINISHED = `
  SELECT (SELECT count(*) FROM outbox WHERE published_at IS NULL)::int + (SELECT count(*) FROM intents)::int AS left`;

/** Waits until nothing is under way: all records consumed, all events sent, all calls made. @throws AppError `drill.no-rest` */
export async function atRest(shop: DrillShop): Promise<void> {
  const kafka = new Kafka({ brokers: shop.brokers.split(','), logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  let left = 'nothing was looked at';
  const isAtRest = async () => {
    // What a record leads to is in a database before its offset is committed: it is there to be seen between two looks at one place.
    const before = await behind(admin);
    const unfinished = await unfinishedIn(shop);
    const after = await behind(admin);
    left = `${before.records} records are not consumed, ${unfinished} events or calls are not sent`;
    return before.records === 0 && unfinished === 0 && before.places === after.places;
  };
  try {
    if (await waitUntil(isAtRest, { timeoutMs: WITHIN_MS, everyMs: 300 })) return;
    throw unavailable('drill.no-rest', `The shop has not come to rest in ${WITHIN_MS / 1_000} s: ${left}.`);
  } finally {
    await admin.disconnect();
  }
}

async function unfinishedIn(shop: DrillShop): Promise<number> {
  const rows = await Promise.all(
    services.map((service) => rowsOf<{ left: number }>(shop.databaseOf(service).url, UNFINISHED)),
  );
  return rows.flat().reduce((sum, { left }) => sum + left, 0);
}

/** How many records the groups have not handled yet, and where all ends are. */
async function behind(admin: Admin): Promise<{ readonly records: number; readonly places: string }> {
  const topics = (await admin.listTopics()).filter((topic) => topic.startsWith('shop.')).sort();
  const ends = new Map<string, number>();
  for (const topic of topics) {
    const offsets = await admin.fetchTopicOffsets(topic);
    for (const { partition, high } of offsets) ends.set(`${topic}/${partition}`, Number(high));
  }
  let records = 0;
  for (const groupId of services) {
    for (const { topic, partitions } of await admin.fetchOffsets({ groupId, topics })) {
      // A group that has a place nowhere on a topic does not listen to it.
      if (partitions.every(({ offset }) => Number(offset) < 0)) continue;
      for (const { partition, offset } of partitions) {
        records += Math.max(0, (ends.get(`${topic}/${partition}`) ?? 0) - Math.max(0, Number(offset)));
      }
    }
  }
  return { records, places: JSON.stringify([...ends]) };
}
