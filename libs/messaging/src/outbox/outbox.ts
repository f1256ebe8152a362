import { toHeaders } from '@shop/domain-events';
import type { DomainEvent, EventDefinition } from '@shop/domain-events';
import type { Journal, Transaction } from '@shop/group-commit';
import { currentContext, derivedId, invalid, newId } from '@shop/kernel';
import type { OpenSpan } from '@shop/telemetry';
import type { BrokerRecord } from '../broker/broker.js';
import { openCreateSpan } from '../tracing/message-spans.js';
import { messageAttributes } from '../tracing/messaging-attributes.js';

/** An event on its way out: minted when it was decided on, so that every copy of it carries the same id. */
export interface OutboxMessage<Data = unknown> {
  readonly event: DomainEvent<Data>;
  /** The event as the broker will get it. */
  readonly record: BrokerRecord;
  /** Of its making, where that is traced; to be ended when it is committed. */
  readonly span?: OpenSpan;
}

/** Kafka takes a megabyte by default, headers included. What it would refuse must be refused here, where nothing has happened yet. */
export const LARGEST_VALUE_BYTES = 900_000;

/**
 * Makes the public event of a decision. Id, time and trace context are fixed here, not when it is sent; the id of a fact that is
 * there once (`once` of its definition) is the same whenever that is decided. Correlation and causation come from the context in which the command runs.
 * @throws AppError `invalid` (`event.too-large`) for data of more than 900,000 bytes as JSON: the command is refused.
 */
export function publish<Data>(definition: EventDefinition<Data>, data: Data): OutboxMessage<Data> {
  const { topic, type, from } = definition;
  const context = currentContext();
  const key = String(data[definition.key]);
  const once = definition.once?.(data);
  const id = once ? derivedId(key, type, ...once.map(String)) : newId();
  const span = openCreateSpan(topic);
  const traceparent = span?.traceparent ?? context?.traceparent;
  const event = {
    id,
    type,
    source: `/shop/${from}`,
    subject: String(data[definition.subject]),
    time: new Date().toISOString(),
    correlationId: context?.correlationId ?? key,
    causationId: context?.causationId ?? id,
    ...(traceparent && { traceparent }),
    data,
  };
  const value = JSON.stringify(data);
  const bytes = Buffer.byteLength(value);
  if (bytes > LARGEST_VALUE_BYTES) throw invalid('event.too-large', `${type} of ${key} has ${bytes} bytes.`);
  const record = { topic, key, headers: toHeaders(event), value };
  span?.set(messageAttributes(record));
  return { event, record, ...(span && { span }) };
}

/** Events leave by being appended here, in the transaction of their effect; the relay does the rest. */
export const outbox: Journal<OutboxMessage> = {
  name: 'outbox',
  append: (transaction, messages) =>
    appendRecords(
      transaction,
      messages.map(({ record }) => record),
    ),
};

/** The same outbox, for records that are not events of our own decisions: redriven dead letters. */
export const outboxRecords: Journal<BrokerRecord> = { name: outbox.name, append: appendRecords };

const APPEND = `
  INSERT INTO outbox (event_id, topic, key, headers, value)
  SELECT event_id, topic, key, headers, value
  FROM unnest($1::text[], $2::text[], $3::text[], $4::json[], $5::text[])
    WITH ORDINALITY AS m (event_id, topic, key, headers, value, position)
  ORDER BY position`;

/**
 * Appends records as they are, in any transaction: they are sent in their order per key once it has committed. A key or value may
 * be null. Wakes no relay: that looks once a second by itself.
 */
export async function appendRecords(transaction: Transaction, records: readonly BrokerRecord[]): Promise<void> {
  await transaction.query({
    name: 'append-outbox',
    text: APPEND,
    values: [
      records.map(({ headers }) => headers['ce_id'] ?? newId()),
      records.map(({ topic }) => topic),
      records.map(({ key }) => key),
      records.map(({ headers }) => JSON.stringify(headers)),
      records.map(({ value }) => value),
    ],
  });
}
