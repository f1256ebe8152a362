import { paymentRefunded, shipmentCancelled, stockReleased } from '@shop/domain-events';
import type { EventOf } from '@shop/domain-events';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { both, refunded, undoneBy } from '../domain/order.decisions.js';
import type { OrderDecision } from '../domain/order.decisions.js';
import { orderEvolver } from '../domain/order.js';
import { OrderStore } from '../order.store.js';

type Undone = EventOf<typeof stockReleased> | EventOf<typeof paymentRefunded> | EventOf<typeof shipmentCancelled>;

/** A participant has undone its part; with the last one the order is cancelled. */
export class RecordCompensation extends Command<void> {
  constructor(readonly event: Undone) {
    super();
  }
}

@CommandHandler(RecordCompensation)
export class RecordCompensationHandler implements ICommandHandler<RecordCompensation> {
  constructor(private readonly orders: OrderStore) {}

  async execute({ event }: RecordCompensation): Promise<void> {
    await this.orders.hear(event, decisionOn(event));
  }
}

function decisionOn({ data, time }: Undone): OrderDecision {
  if ('items' in data) return undoneBy('inventory', time);
  if ('shipmentId' in data) return undoneBy('shipping', time);
  const noted = refunded(data.refundedTotal, time);
  // A refund out of good will undoes nothing: the order stands.
  return data.cause === 'goodwill' ? noted : both(noted, undoneBy('payment', time), orderEvolver.evolve);
}
