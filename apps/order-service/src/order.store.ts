import type { DomainEvent } from '@shop/domain-events';
import { EventSourced } from '@shop/event-store';
import { GroupCommit, read } from '@shop/group-commit';
import type { Read, Unit } from '@shop/group-commit';
import { currentContext } from '@shop/kernel';
import { intents, outbox } from '@shop/messaging';
import { deadlines, timeline } from '@shop/saga';
import { Inject, Injectable } from '@nestjs/common';
import { analysisWanted, intentOf } from './analysis/automatic/analysis-wish.js';
import { ORDER_CONFIG } from './order.config.js';
import type { OrderConfig } from './order.config.js';
import type { OrderDecision } from './domain/order.decisions.js';
import { orderEvolver } from './domain/order.js';
import type { Order, OrderEvent } from './domain/order.js';
import { milestoneOf, milestones } from './order.milestones.js';
import { published } from './order.published.js';
import { orderViews, viewOf } from './order.view.js';

/** A snapshot would be due in an order's life only if somebody sent a hundred partial refunds; short streams replay faster. */
const orders = new EventSourced<Order, OrderEvent>({
  name: 'orders',
  evolver: orderEvolver,
  // 2: with the key of the address.
  snapshots: { every: 50, schemaVersion: 2 },
});

/** What else a command wants in the transaction of the order's change. */
export interface Alongside<Result> {
  readonly reads: readonly Read[];
  readonly decide: (unit: Unit) => { readonly decision: OrderDecision; readonly result: Result };
}

/** The one transaction of an order: its stream, its view, its timeline, its deadline, what others hear of it, and who is to look into it. */
@Injectable()
export class OrderStore {
  constructor(
    private readonly group: GroupCommit,
    @Inject(ORDER_CONFIG) private readonly config: OrderConfig,
  ) {}

  /** Decides on the order as it is; gives it as it is afterwards. */
  change(orderId: string, decide: OrderDecision): Promise<Order> {
    return this.group.submit({
      reads: [read(orders, orderId)],
      decide: (unit) => this.record(unit, orderId, decide),
    });
  }

  /** Like `change`, for a reaction: what was heard goes into the timeline, whatever it leads to. */
  hear(event: DomainEvent, decide: OrderDecision): Promise<Order> {
    const orderId = event.correlationId;
    return this.group.submit({
      reads: [read(orders, orderId)],
      decide: (unit) => {
        if (orders.current(unit, orderId).state.exists) unit.append(timeline, event);
        return this.record(unit, orderId, decide);
      },
    });
  }

  /**
   * Like `change`, for an event of our own that may have been forgotten. It is published once more, under the id that it had: who
   * knows it passes over it. @returns whether it was missing
   */
  readopt(event: DomainEvent, decide: OrderDecision): Promise<boolean> {
    const orderId = event.correlationId;
    return this.group.submit({
      reads: [read(orders, orderId)],
      decide: (unit) => {
        const { version } = orders.current(unit, orderId);
        unit.append(timeline, event); // as it was: of two steps with one id the first is kept
        this.record(unit, orderId, decide);
        return orders.current(unit, orderId).version > version;
      },
    });
  }

  /** Like `change`, with a decision that needs more than the order. */
  changeWith<Result>(orderId: string, { reads, decide }: Alongside<Result>): Promise<Result> {
    return this.group.submit({
      reads: [read(orders, orderId), ...reads],
      decide: (unit) => {
        const { decision, result } = decide(unit);
        this.record(unit, orderId, decision);
        return result;
      },
    });
  }

  private record(unit: Unit, orderId: string, decide: OrderDecision): Order {
    const events = decide(orders.current(unit, orderId).state);
    const stream = orders.record(unit, orderId, events);
    const order = stream.state;
    if (events.length === 0 || !order.exists) return order;
    unit.put(orderViews, orderId, viewOf(order, stream.version));
    for (const event of events) {
      const message = published(order, event);
      if (message) {
        unit.append(outbox, message);
        unit.append(timeline, message.event);
        const wish = analysisWanted(order, { event, eventId: message.event.id }, this.config);
        if (wish) unit.append(intents, intentOf(wish));
      }
      const milestone = milestoneOf(order, event);
      if (milestone) unit.append(milestones, milestone);
      const deadline = this.deadlineAfter(event);
      const traceparent = currentContext()?.traceparent;
      if (deadline !== undefined) unit.append(deadlines, { sagaId: orderId, dueAt: deadline, traceparent });
    }
    return order;
  }

  /** A saga has a deadline until it is decided which way it ends; compensations have none, for they never give up. */
  private deadlineAfter(event: OrderEvent): Date | null | undefined {
    if (event.type === 'OrderPlaced') return new Date(Date.parse(event.at) + this.config.SAGA_DEADLINE_SECONDS * 1_000);
    return event.type === 'OrderConfirmed' || event.type === 'CancellationStarted' ? null : undefined;
  }
}
