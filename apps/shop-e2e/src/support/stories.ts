import { randomUUID } from 'node:crypto';
import {
  cancellationStarted,
  orderCancelled,
  orderConfirmed,
  orderPlaced,
  orderProposalDecided,
  paymentCaptured,
  paymentDeclined,
  paymentRefunded,
  productChanged,
  productListed,
  shipmentCancelled,
  shipmentCreated,
  shipmentDelivered,
  shipmentDispatched,
  shipmentRejected,
  stockRejected,
  stockReleased,
  stockReserved,
  toHeaders,
  userChanged,
  userRegistered,
} from '@shop/domain-events';
import type { EventDefinition } from '@shop/domain-events';

/** What of a definition is the same whatever its data is. */
type AnyEvent = Pick<EventDefinition, 'type' | 'topic' | 'from' | 'example'> & { readonly key: string };

export interface Story {
  readonly name: string;
  readonly about: 'order' | 'product' | 'user';
  /** Causes before their effects. */
  readonly events: readonly AnyEvent[];
}

const undoing = [cancellationStarted, stockReleased, paymentRefunded, shipmentCancelled, orderCancelled];
const order = (name: string, ...events: readonly AnyEvent[]): Story => ({ name, about: 'order', events });

/** Every event of the catalogue is in one of them at least: a test compares. */
export const stories: readonly Story[] = [
  order(
    'an order that is delivered',
    ...[orderPlaced, stockReserved, paymentCaptured, shipmentCreated, orderConfirmed],
    ...[shipmentDispatched, shipmentDelivered],
  ),
  order('an order that is short of stock', orderPlaced, stockRejected, ...undoing),
  order('an order whose card is declined', orderPlaced, stockReserved, paymentDeclined, ...undoing),
  order(
    'an order that cannot be delivered',
    ...[orderPlaced, stockReserved, paymentCaptured, shipmentRejected, ...undoing],
  ),
  order(
    'an order that somebody cancels',
    ...[orderPlaced, stockReserved, paymentCaptured, shipmentCreated, orderConfirmed, orderProposalDecided, ...undoing],
  ),
  { name: 'a product', about: 'product', events: [productListed, productChanged] },
  { name: 'a user', about: 'user', events: [userRegistered, userChanged] },
];

/** Whom and what one telling of a story is about. */
export interface Cast {
  readonly orderId: string;
  readonly customerId: string;
  readonly sku: string;
  readonly userId: string;
}

/** A record as its publisher would send it. */
export interface StoryRecord {
  readonly topic: string;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: string;
}

/** The definition's example, told of this cast. */
export function recordOf({ type, topic, from, example, key }: AnyEvent, cast: Cast): StoryRecord {
  const data = retold(example as Readonly<Record<string, unknown>>, cast);
  const id = String(data[key]);
  const headers = toHeaders({
    id: randomUUID(),
    type,
    source: `/shop/${from}`,
    subject: id,
    time: new Date().toISOString(),
    correlationId: id,
    causationId: randomUUID(),
  });
  return { topic, key: id, headers, value: JSON.stringify(data) };
}

function retold(example: Readonly<Record<string, unknown>>, cast: Cast): Record<string, unknown> {
  const own = { ...cast, paymentId: `payment-of-${cast.orderId}`, shipmentId: `shipment-of-${cast.orderId}` };
  const replaced = Object.entries(own).filter(([field]) => example[field] !== undefined);
  const lines = ['items', 'short'].filter((field) => Array.isArray(example[field]));
  return {
    ...example,
    ...Object.fromEntries(replaced),
    ...Object.fromEntries(lines.map((field) => [field, linesOf(example[field] as object[], cast)])),
  };
}

function linesOf(lines: readonly object[], { sku }: Cast): readonly object[] {
  return lines.map((line) => ({ ...line, sku }));
}

export const cancellation = cancellationStarted;
