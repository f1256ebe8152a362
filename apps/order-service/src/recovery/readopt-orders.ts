import { cancellationStarted, orderCancelled, orderConfirmed, orderPlaced } from '@shop/domain-events';
import type { DataOf, DomainEvent } from '@shop/domain-events';
import { readopt } from '../domain/order.recovery.js';
import type { ToldEvent } from '../domain/order.recovery.js';
import type { OrderStore } from '../order.store.js';

/** Takes back what the service has published and no longer knows. @returns how many events were missing, by type */
export async function readoptOrders(
  orders: OrderStore,
  events: readonly DomainEvent[],
): Promise<Readonly<Record<string, number>>> {
  const found: Record<string, number> = {};
  // Together: commands are decided in the order of submission, so an order's events in theirs.
  await Promise.all(
    events.map(async (event) => {
      const told = toldBy(event);
      if (told === undefined || !(await orders.readopt(event, readopt(told)))) return;
      found[told.type] = (found[told.type] ?? 0) + 1;
    }),
  );
  return found;
}

function toldBy({ type, time: at, data }: DomainEvent): ToldEvent | undefined {
  switch (type) {
    case orderPlaced.type:
      return { type: 'OrderPlaced', ...(data as DataOf<typeof orderPlaced>), at };
    case orderConfirmed.type:
      return { type: 'OrderConfirmed', at };
    case cancellationStarted.type: {
      const { reason, detail } = data as DataOf<typeof cancellationStarted>;
      return { type: 'CancellationStarted', reason, detail, at };
    }
    case orderCancelled.type:
      return { type: 'OrderCancelled', at };
    default:
      return undefined;
  }
}
