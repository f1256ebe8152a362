import type { Analysis } from '@shop/api-contracts';
import { intend } from '@shop/messaging';
import type { Intent } from '@shop/messaging';
import type { OrderEvent, PlacedOrder } from '../../domain/order.js';
import type { OrderConfig } from '../../order.config.js';

/** The kind of the intents: the queue of analyses that nobody has asked for. */
export const ANALYSIS = 'analysis';

export interface AnalysisWish {
  readonly orderId: string;
  readonly trigger: Exclude<Analysis['trigger'], 'request'>;
  /** Of what led to it: for each there is one analysis. */
  readonly triggerId: string;
}

export type AnalysisRules = Pick<OrderConfig, 'AUTOMATIC_ANALYSES' | 'ANALYSE_ABOVE_MINOR'>;

/**
 * Whether what has happened to an order is worth an analysis: that it is cancelled without its customer's wish, or confirmed above
 * the amount that is set.
 * @param order as it is after the event
 * @param eventId under which others hear of the event: the same whenever it is decided
 */
export function analysisWanted(
  order: PlacedOrder,
  { event, eventId }: { readonly event: OrderEvent; readonly eventId: string },
  { AUTOMATIC_ANALYSES: isOn, ANALYSE_ABOVE_MINOR: limit }: AnalysisRules,
): AnalysisWish | undefined {
  if (!isOn) return undefined;
  const failed = event.type === 'OrderCancelled' && order.cancellation?.reason !== 'customer_request';
  if (failed) return { orderId: order.id, trigger: 'cancelled', triggerId: eventId };
  const isAbove = event.type === 'OrderConfirmed' && limit > 0 && order.total.amountMinor > limit;
  return isAbove ? { orderId: order.id, trigger: 'amount', triggerId: eventId } : undefined;
}

/** Asked for twice it is there once, while it waits; after that the analysis is found by `triggerId`. */
export function intentOf(wish: AnalysisWish): Intent<AnalysisWish> {
  return intend<AnalysisWish>(ANALYSIS, wish.triggerId, wish);
}
