import { paymentCaptured, shipmentCreated, stockReserved } from '@shop/domain-events';
import type { EventOf } from '@shop/domain-events';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import * as decide from '../domain/order.decisions.js';
import type { OrderDecision } from '../domain/order.decisions.js';
import { OrderStore } from '../order.store.js';

type Progress = EventOf<typeof stockReserved> | EventOf<typeof paymentCaptured> | EventOf<typeof shipmentCreated>;

/** A participant has done its step; with the last one the order is confirmed. */
export class RecordProgress extends Command<void> {
  constructor(readonly event: Progress) {
    super();
  }
}

@CommandHandler(RecordProgress)
export class RecordProgressHandler implements ICommandHandler<RecordProgress> {
  constructor(private readonly orders: OrderStore) {}

  async execute({ event }: RecordProgress): Promise<void> {
    await this.orders.hear(event, decisionOn(event));
  }
}

function decisionOn({ data, time }: Progress): OrderDecision {
  if ('paymentId' in data) return decide.paymentCaptured(data.paymentId, time);
  if ('shipmentId' in data) return decide.shipmentCreated(data, time);
  return decide.stockReserved(time);
}
