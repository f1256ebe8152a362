import { setTimeout as delay } from 'node:timers/promises';
import { unavailable } from '@shop/kernel';
import { Injectable } from '@nestjs/common';
import { PaymentProvider } from './provider.js';
import type { ChargeOutcome, ChargeRequest, RefundRequest } from './provider.js';

const SLOW_MS = 2_000;
const FLAKY_FAILURES = 2;

/**
 * Plays the provider, with the test cards of the simulator and at once: for benchmarks and for trying things out. It keeps no books, so
 * it never refuses a refund. An id follows from the idempotency key: the same key has the same answer, also after a restart.
 */
@Injectable()
export class InProcessPaymentProvider extends PaymentProvider {
  /** How often a flaky card has failed, by key, until it pays. */
  private readonly failures = new Map<string, number>();

  async charge({ cardToken }: ChargeRequest, idempotencyKey: string): Promise<ChargeOutcome> {
    if (cardToken === 'tok_flaky') this.failFirst(idempotencyKey);
    if (cardToken === 'tok_slow') await delay(SLOW_MS);
    if (['tok_visa', 'tok_slow', 'tok_flaky'].includes(cardToken)) {
      return { kind: 'captured', chargeId: idOf('ch', idempotencyKey) };
    }
    return {
      kind: 'declined',
      reason: cardToken === 'tok_insufficient_funds' ? 'insufficient_funds' : 'card_declined',
    };
  }

  async refund(_request: RefundRequest, idempotencyKey: string): Promise<{ readonly providerRefundId: string }> {
    return { providerRefundId: idOf('re', idempotencyKey) };
  }

  private failFirst(key: string): void {
    const failures = this.failures.get(key) ?? 0;
    if (failures >= FLAKY_FAILURES) {
      this.failures.delete(key);
      return;
    }
    this.failures.set(key, failures + 1);
    throw unavailable('payment-provider.no-outcome', 'The bank cannot be reached. Try again.');
  }
}

function idOf(prefix: string, key: string): string {
  return `${prefix}_${key.replaceAll('-', '')}`;
}
