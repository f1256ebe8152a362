import { paymentDeclined, shipmentRejected, stockRejected } from '@shop/domain-events';
import type { EventOf } from '@shop/domain-events';
import { describe } from '@shop/saga';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { refusedBy } from '../domain/order.decisions.js';
import type { OrderDecision } from '../domain/order.decisions.js';
import { OrderStore } from '../order.store.js';

type Refusal = EventOf<typeof stockRejected> | EventOf<typeof paymentDeclined> | EventOf<typeof shipmentRejected>;

/** A participant has refused its step: everybody undoes what they did. */
export class StartCancellation extends Command<void> {
  constructor(readonly event: Refusal) {
    super();
  }
}

@CommandHandler(StartCancellation)
export class StartCancellationHandler implements ICommandHandler<StartCancellation> {
  constructor(private readonly orders: OrderStore) {}

  async execute({ event }: StartCancellation): Promise<void> {
    await this.orders.hear(event, decisionOn(event));
  }
}

function decisionOn(event: Refusal): OrderDecision {
  const { data, time } = event;
  const detail = describe(event);
  if ('short' in data) return refusedBy('out_of_stock', detail, time);
  if ('paymentId' in data) return refusedBy('payment_declined', detail, time, { paymentId: data.paymentId });
  return refusedBy('undeliverable', detail, time);
}
