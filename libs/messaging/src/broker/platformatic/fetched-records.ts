import type { KafkaRecord, RecordsBatch } from '@platformatic/kafka';
import type { ConsumedRecord } from '../broker.js';

/** What transactions leave in the log: not a record, but an offset. */
const IS_CONTROL = 0b10_0000;

/** The records from `from` on: a broker sends whole batches, which may begin before that. */
export function toRecords(batches: readonly RecordsBatch[], from: bigint): readonly ConsumedRecord[] {
  return batches
    .filter(({ attributes }) => (attributes & IS_CONTROL) === 0)
    .flatMap(({ firstOffset, records }) =>
      records.map((record) => toRecord(record, firstOffset + BigInt(record.offsetDelta))),
    )
    .filter(({ offset }) => offset >= from);
}

/** Where to fetch next. Behind the last record there may be offsets without one. */
export function offsetBehind(batches: readonly RecordsBatch[], from: bigint): bigint {
  const last = batches.at(-1);
  return last === undefined ? from : last.firstOffset + BigInt(last.lastOffsetDelta) + 1n;
}

function toRecord({ key, value, headers }: KafkaRecord, offset: bigint): ConsumedRecord {
  // Kafka allows a header several times; nothing that we read is repeated, so the last one counts.
  const texts = headers.map(([name, header]) => [name?.toString() ?? '', header?.toString()] as const);
  return {
    offset,
    key: key?.toString() ?? null,
    headers: Object.fromEntries(texts),
    value: value?.toString() ?? null,
  };
}
