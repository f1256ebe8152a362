import { intend } from '@shop/messaging';
import type { Intent } from '@shop/messaging';
import type { PaymentEvent } from './domain/payment.js';
import type { ChargeRequest, RefundRequest } from './provider.js';

export const CHARGE = 'charge';
export const REFUND = 'refund';

export type ChargeIntent = ChargeRequest;
export interface RefundIntent extends RefundRequest {
  readonly orderId: string;
  readonly refundId: string;
}

/**
 * What is to be asked of the provider after an event. The intent's id is the idempotency key: one charge for each order, one refund for
 * each refund of ours, however often it is decided.
 */
export function intentOf(orderId: string, event: PaymentEvent): Intent | undefined {
  if (event.type === 'ChargeRequested') {
    const { amount, cardToken } = event;
    return intend<ChargeIntent>(CHARGE, orderId, { reference: orderId, amount, cardToken });
  }
  if (event.type === 'RefundRequested') {
    const { chargeId, refund } = event;
    return intend<RefundIntent>(REFUND, refund.id, {
      orderId,
      refundId: refund.id,
      chargeId,
      amountMinor: refund.amount.amountMinor,
    });
  }
  return undefined;
}
