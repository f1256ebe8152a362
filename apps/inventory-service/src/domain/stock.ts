import type { Evolver } from '@shop/kernel';
import { unreachable } from '@shop/kernel';

export interface StockLine {
  readonly sku: string;
  readonly quantity: number;
}

export interface ShortLine {
  readonly sku: string;
  readonly requested: number;
  readonly available: number;
}

/** What has happened to the stock. Private: other services hear of it through inventory.published.ts. */
export type StockEvent =
  | {
      readonly type: 'StockAdjusted';
      readonly sku: string;
      readonly delta: number;
      readonly reason: string;
      readonly at: string;
    }
  | {
      readonly type: 'StockReserved';
      readonly orderId: string;
      readonly items: readonly StockLine[];
      readonly at: string;
    }
  | {
      readonly type: 'StockRejected';
      readonly orderId: string;
      readonly short: readonly ShortLine[];
      readonly at: string;
    }
  /** What was held for the order is free again; no items if nothing was held. */
  | {
      readonly type: 'StockReleased';
      readonly orderId: string;
      readonly items: readonly StockLine[];
      readonly at: string;
    }
  | {
      readonly type: 'StockShipped';
      readonly orderId: string;
      readonly items: readonly StockLine[];
      readonly at: string;
    }
  /** What had left for the order is back on the shelf. */
  | {
      readonly type: 'StockReturned';
      readonly orderId: string;
      readonly items: readonly StockLine[];
      readonly at: string;
    };

/** Pieces of one sku. Always 0 ≤ reserved ≤ on hand. */
export interface StockLevel {
  readonly onHand: number;
  readonly reserved: number;
}

/** `released` also marks an order that was cancelled before anything was held for it: what comes later is refused by it. */
export type ReservationStatus = 'reserved' | 'rejected' | 'released' | 'shipped';

export interface Reservation {
  readonly orderId: string;
  readonly status: ReservationStatus;
  /** What is held, or was held at last. */
  readonly items: readonly StockLine[];
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** What one decision sees: the reservation of its order, if there is one, and the levels of the skus that it is about. */
export interface Stockroom {
  readonly reservation: Reservation | undefined;
  readonly levels: ReadonlyMap<string, StockLevel>;
}

export const emptyLevel: StockLevel = { onHand: 0, reserved: 0 };

export function availableOf({ onHand, reserved }: StockLevel): number {
  return onHand - reserved;
}

export const stockEvolver: Evolver<Stockroom, StockEvent> = {
  initial: { reservation: undefined, levels: new Map() },
  evolve(room, event) {
    switch (event.type) {
      case 'StockAdjusted':
        return {
          ...room,
          levels: moved(room, [{ sku: event.sku, quantity: event.delta }], { onHand: 1, reserved: 0 }),
        };
      case 'StockReserved':
        return after(room, event, 'reserved', event.items, { onHand: 0, reserved: 1 });
      case 'StockRejected':
        return after(room, event, 'rejected', [], { onHand: 0, reserved: 0 });
      case 'StockReleased':
        return after(room, event, 'released', event.items, { onHand: 0, reserved: -1 });
      case 'StockShipped':
        return after(room, event, 'shipped', event.items, { onHand: -1, reserved: -1 });
      case 'StockReturned':
        return after(room, event, 'released', event.items, { onHand: 1, reserved: 0 });
      default:
        return unreachable(event);
    }
  },
};

/** How many pieces one piece of a line adds to each count. */
type Effect = { readonly onHand: -1 | 0 | 1; readonly reserved: -1 | 0 | 1 };
type OrderEvent = Exclude<StockEvent, { type: 'StockAdjusted' }>;

function after(
  room: Stockroom,
  { orderId, at }: OrderEvent,
  status: ReservationStatus,
  items: readonly StockLine[],
  effect: Effect,
): Stockroom {
  const createdAt = room.reservation?.createdAt ?? at;
  return { reservation: { orderId, status, items, createdAt, updatedAt: at }, levels: moved(room, items, effect) };
}

function moved({ levels }: Stockroom, lines: readonly StockLine[], effect: Effect): ReadonlyMap<string, StockLevel> {
  const next = new Map(levels);
  for (const { sku, quantity } of lines) {
    const { onHand, reserved } = next.get(sku) ?? emptyLevel;
    next.set(sku, { onHand: onHand + effect.onHand * quantity, reserved: reserved + effect.reserved * quantity });
  }
  return next;
}
