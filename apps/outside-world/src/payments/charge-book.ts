import { AppError, conflict, newId, systemClock } from '@shop/kernel';
import type { Clock } from '@shop/kernel';
import type { Memory } from '../memory/memory.js';
import type { Recent } from '../memory/recent.js';

export interface ChargeOrder {
  readonly reference: string;
  readonly amountMinor: number;
  readonly currency: string;
}

export interface Charge extends ChargeOrder {
  readonly id: string;
  readonly status: 'captured';
  readonly refundedMinor: number;
  readonly createdAt: string;
}

export interface Refund {
  readonly id: string;
  readonly status: 'refunded';
  readonly chargeId: string;
  readonly amountMinor: number;
}

export interface Balance {
  readonly capturedMinor: number;
  readonly refundedMinor: number;
  readonly charges: number;
  readonly refunds: number;
}

/** Half-open, in milliseconds since 1970: `from` is in it, `to` is not. */
export interface Period {
  readonly from: number;
  readonly to: number;
}

const TOTAL = 'total';
const NOTHING: Balance = { capturedMinor: 0, refundedMinor: 0, charges: 0, refunds: 0 };

/**
 * The provider's books. It charges whatever it is told to: the same reference under another key is another charge, as with
 * a real provider, so that a shop that charges twice is found out here. Ids are never reused, not even by a restarted
 * simulator without a memory.
 */
export class ChargeBook {
  private readonly charges: Recent<string, Charge>;
  private readonly totals: Recent<string, Balance>;

  constructor(
    memory: Memory,
    limit: number,
    private readonly clock: Clock = systemClock,
  ) {
    this.charges = memory.shelf('charges', limit);
    this.totals = memory.shelf('balance', 1);
  }

  capture(order: ChargeOrder): Charge {
    const id = `ch_${newId().replaceAll('-', '')}`;
    const createdAt = this.clock.now().toISOString();
    const charge: Charge = { id, status: 'captured', ...order, refundedMinor: 0, createdAt };
    this.charges.set(id, charge);
    const { capturedMinor, charges, ...rest } = this.balance();
    this.totals.set(TOTAL, { ...rest, capturedMinor: capturedMinor + order.amountMinor, charges: charges + 1 });
    return charge;
  }

  /** @throws AppError `not-found` for an unknown charge, `conflict` for more than is left of it. */
  refund(chargeId: string, amountMinor: number): Refund {
    const charge = this.find(chargeId);
    const left = charge.amountMinor - charge.refundedMinor;
    if (amountMinor > left) throw conflict('refund_exceeds_charge', `Only ${left} of ${chargeId} can be refunded.`);
    this.charges.set(chargeId, { ...charge, refundedMinor: charge.refundedMinor + amountMinor });
    const { refundedMinor, refunds, ...rest } = this.balance();
    this.totals.set(TOTAL, { ...rest, refundedMinor: refundedMinor + amountMinor, refunds: refunds + 1 });
    return { id: `re_${newId().replaceAll('-', '')}`, status: 'refunded', chargeId, amountMinor };
  }

  /** @throws AppError `not-found`. */
  find(id: string): Charge {
    const charge = this.charges.get(id);
    if (!charge) throw new AppError('not-found', 'charge_not_found', `There is no charge ${id}.`);
    return charge;
  }

  /** Oldest first. */
  within({ from, to }: Period): readonly Charge[] {
    return this.charges.oldestFirst().filter(({ createdAt }) => {
      const at = Date.parse(createdAt);
      return at >= from && at < to;
    });
  }

  /** Sums over everything since the books were begun, whatever the currency, charges that are forgotten by now included. */
  balance(): Balance {
    return this.totals.get(TOTAL) ?? NOTHING;
  }
}
