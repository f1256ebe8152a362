import type { CircuitFact, OrderState, StepFact } from '../facts/fact.js';
import type { CaseFile } from './case-file.js';

/** `shop.payment.declined.v1` is `payment.declined`. */
export function nameOf(event: string): string {
  return event.replace(/^shop\./, '').replace(/\.v\d+$/, '');
}

export function stepOf({ timeline }: Pick<CaseFile, 'timeline'>, name: string): StepFact | undefined {
  return timeline.findLast(({ event }) => nameOf(event) === name);
}

/** The event itself where the timeline has it, else the order. */
export function evidenceOf(file: CaseFile, name: string): readonly string[] {
  return [stepOf(file, name)?.evidence ?? file.order.evidence];
}

const running: readonly OrderState[] = ['placed', 'stock_reserved', 'paid', 'cancelling'];

/** Neither confirmed nor cancelled yet. */
export function isRunning({ order }: Pick<CaseFile, 'order'>): boolean {
  return running.includes(order.status);
}

/** Milliseconds since anything has happened in the order. */
export function quietFor({ order, timeline, now }: CaseFile): number {
  const times = [order.updatedAt, ...timeline.map(({ at }) => at)].map((at) => Date.parse(at));
  return now.getTime() - Math.max(...times);
}

/** What each participant answers, forwards and backwards. */
const participants = [
  { service: 'inventory-service', forward: 'inventory.reserved', backward: 'inventory.released' },
  { service: 'payment-service', forward: 'payment.captured', backward: 'payment.refunded' },
  { service: 'shipping-service', forward: 'shipment.created', backward: 'shipment.cancelled' },
] as const;

/** The systems outside by the names of their circuits. Services that share a process know each other's circuits: the name tells whose it is. */
const askedBy: Readonly<Record<string, string>> = {
  'payment-provider': 'payment-service',
  carrier: 'shipping-service',
};

/** The service that calls through the circuit. */
export function callerOf({ service, name }: CircuitFact): string {
  return askedBy[name] ?? service;
}

/**
 * The services whose answer the order waits for. Forwards they answer one after the other, so it is one; backwards each for itself.
 * Those that have answered are not in it; empty for an order that has ended.
 */
export function awaitedBy(file: CaseFile): readonly string[] {
  if (!isRunning(file)) return [];
  if (file.order.status !== 'cancelling') return unheard(file, 'forward').slice(0, 1);
  return unheard(file, 'backward');
}

function unheard(file: CaseFile, direction: 'forward' | 'backward'): readonly string[] {
  const began = file.timeline.findLastIndex(({ event }) => nameOf(event) === 'order.cancellation-started');
  const heard = file.timeline.slice(direction === 'backward' ? began + 1 : 0).map(({ event }) => nameOf(event));
  return participants.filter((one) => !heard.includes(one[direction])).map(({ service }) => service);
}
