import type { ConsumedRecord } from '../broker/broker.js';

/** Records that must run one after the other: those of one key. A record without a key is in order with nothing. */
export type Lane = readonly ConsumedRecord[];

export function lanesByKey(records: readonly ConsumedRecord[]): readonly Lane[] {
  const keyless = records.filter(({ key }) => key === null).map((record) => [record]);
  const keyed = new Map<string, ConsumedRecord[]>();
  for (const record of records) {
    if (record.key === null) continue;
    const lane = keyed.get(record.key);
    if (lane) lane.push(record);
    else keyed.set(record.key, [record]);
  }
  return [...keyed.values(), ...keyless];
}

/**
 * Runs `work` for every item, at most `limit` at a time, starting them in order. If one rejects, no further item is started;
 * rejects with the first error once everything that runs has ended.
 */
export async function runLimited<T>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const failures: unknown[] = [];
  let next = 0;
  const worker = async () => {
    while (failures.length === 0) {
      const item = items[next++];
      if (item === undefined) return;
      await work(item).catch((error: unknown) => failures.push(error));
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  if (failures.length > 0) throw failures[0];
}
