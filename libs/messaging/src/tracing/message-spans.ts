import { batchSpan, openSpan, span, SpanKind } from '@shop/telemetry';
import type { OpenSpan } from '@shop/telemetry';
import type { BrokerRecord } from '../broker/broker.js';
import type { Delivery } from '../consumer/event-handler.js';
import { messageAttributes, operationAttributes } from './messaging-attributes.js';
import type { TracedMessage } from './messaging-attributes.js';

/**
 * The making of a message, in the trace of the decision that it comes of. The message carries this span's context: who handles it is
 * beneath it. It ends with the commit, so that of decisions that came to nothing nothing is seen.
 */
export function openCreateSpan(topic: string): OpenSpan | undefined {
  return openSpan(`create ${topic}`, () => ({ kind: SpanKind.PRODUCER, attributes: operationAttributes('create') }));
}

/** One request to the broker, in the trace of the first of its records that is recorded, with links to all. */
export function sendSpan<T>(records: readonly BrokerRecord[], work: () => Promise<T>): Promise<T> {
  const [first, ...others] = records;
  const topic = first && others.every((other) => other.topic === first.topic) ? first.topic : undefined;
  const describe = () => ({
    kind: SpanKind.CLIENT,
    attributes: {
      ...operationAttributes('send'),
      ...(first && others.length === 0 && messageAttributes(first)),
      ...(topic !== undefined && { 'messaging.destination.name': topic }),
      ...(others.length > 0 && { 'messaging.batch.message_count': records.length }),
    },
  });
  const members = records.map(({ headers }) => headers['traceparent']);
  return batchSpan(topic === undefined ? 'send' : `send ${topic}`, members, describe, work);
}

export interface Handling {
  readonly group: string;
  readonly handler: string;
  readonly delivery: Delivery;
  readonly message: TracedMessage;
}

/** One attempt of one handler; a message that is tried again has one beside the other. */
export function processSpan<T>({ group, handler, delivery, message }: Handling, work: () => Promise<T>): Promise<T> {
  const describe = () => ({
    kind: SpanKind.CONSUMER,
    attributes: {
      ...operationAttributes('process'),
      ...messageAttributes(message),
      'messaging.consumer.group.name': group,
      'messaging.destination.partition.id': String(delivery.partition),
      'kafka.offset': Number(delivery.offset),
      'shop.handler': handler,
      'shop.attempt': delivery.attempt,
    },
  });
  return span(`process ${delivery.topic}`, describe, work);
}

/** One try at a call to the outside world, with the recording of its outcome. */
export function intentSpan<T>(kind: string, attempt: number, work: () => Promise<T>): Promise<T> {
  const attributes = { 'shop.intent': kind, 'shop.attempt': attempt };
  return span(`intent ${kind}`, () => ({ kind: SpanKind.INTERNAL, attributes }), work);
}
