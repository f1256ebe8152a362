import type { Money } from '@shop/kernel';

export interface ChargeRequest {
  /** The order's id: how people find the charge at the provider. */
  readonly reference: string;
  readonly amount: Money;
  readonly cardToken: string;
}

export interface RefundRequest {
  readonly chargeId: string;
  readonly amountMinor: number;
}

/** A definite answer. That there is none is an error: what happened is unknown then. */
export type ChargeOutcome =
  { readonly kind: 'captured'; readonly chargeId: string } | { readonly kind: 'declined'; readonly reason: string };

/**
 * The payment provider, as far as we need it. The same key is the same request: asked again, it gives the first answer again and moves
 * no money twice.
 */
export abstract class PaymentProvider {
  /** @throws AppError `unavailable` when there is no answer; with the code `provider.not-asked` if the request was not even sent */
  abstract charge(request: ChargeRequest, idempotencyKey: string): Promise<ChargeOutcome>;
  /** @throws AppError `unavailable`, as `charge` does, also when the provider refuses: a refund is asked for until it is made */
  abstract refund(request: RefundRequest, idempotencyKey: string): Promise<{ readonly providerRefundId: string }>;
}

export const NOT_ASKED = 'provider.not-asked';
