import type { Address, Evolver } from '@shop/kernel';
import { unreachable } from '@shop/kernel';

export interface Parcel {
  readonly sku: string;
  readonly quantity: number;
}

export interface KnownOrder {
  readonly customerId: string;
  readonly address: Address;
  readonly parcels: readonly Parcel[];
}

/** What the carrier gave us. `id` is the carrier's. */
export interface Label {
  readonly id: string;
  readonly carrier: string;
  readonly trackingNumber: string;
}

/** What has happened to the shipment of an order. Private: other services hear of it through shipment.published.ts. */
export type ShipmentEvent =
  | ({ readonly type: 'OrderLearnt' } & KnownOrder)
  | { readonly type: 'OrderPaid' }
  | {
      readonly type: 'LabelRequested';
      readonly shipmentId: string;
      readonly address: Address;
      readonly parcels: readonly Parcel[];
    }
  | { readonly type: 'ShipmentCreated'; readonly label: Label; readonly at: string }
  | { readonly type: 'ShipmentRejected'; readonly reason: string; readonly at: string }
  | { readonly type: 'ShipmentDispatched'; readonly at: string }
  | { readonly type: 'ShipmentDelivered'; readonly at: string }
  | { readonly type: 'CancellationStarted' }
  | { readonly type: 'VoidRequested'; readonly labelId: string }
  | { readonly type: 'CancellationAnswered'; readonly at: string };

export type ShipmentStatus = 'created' | 'in_transit' | 'delivered' | 'cancelled';

/** Facts come from two topics and the carrier in any order: so flags, not a line of states. */
export interface Shipment {
  readonly order: KnownOrder | null;
  readonly paid: boolean;
  /** `requested`: the carrier may have made a label or not; until it says, nobody knows. */
  readonly label: 'none' | 'requested' | 'rejected' | Label;
  /** Given when the label is asked for. */
  readonly shipmentId: string | null;
  readonly progress: readonly { readonly at: string; readonly status: ShipmentStatus }[];
  /** `open`: somebody waits for our answer. Set before anything else is known, it makes all that comes later do nothing. */
  readonly cancellation: 'none' | 'open' | 'answered';
  readonly voidRequested: boolean;
}

export const shipmentEvolver: Evolver<Shipment, ShipmentEvent> = {
  initial: {
    order: null,
    paid: false,
    label: 'none',
    shipmentId: null,
    progress: [],
    cancellation: 'none',
    voidRequested: false,
  },
  evolve: (shipment, event) => ({ ...shipment, ...change(shipment, event) }),
};

function change(shipment: Shipment, event: ShipmentEvent): Partial<Shipment> {
  const progressed = (status: ShipmentStatus, at: string) => [...shipment.progress, { at, status }];
  switch (event.type) {
    case 'OrderLearnt': {
      const { customerId, address, parcels } = event;
      return { order: { customerId, address, parcels } };
    }
    case 'OrderPaid':
      return { paid: true };
    case 'LabelRequested':
      return { label: 'requested', shipmentId: event.shipmentId };
    case 'ShipmentCreated':
      return { label: event.label, progress: progressed('created', event.at) };
    case 'ShipmentRejected':
      return { label: 'rejected' };
    case 'ShipmentDispatched':
      return { progress: progressed('in_transit', event.at) };
    case 'ShipmentDelivered':
      return { progress: progressed('delivered', event.at) };
    case 'CancellationStarted':
      return { cancellation: 'open' };
    case 'VoidRequested':
      return { voidRequested: true };
    case 'CancellationAnswered':
      return {
        cancellation: 'answered',
        ...(labelOf(shipment) && { progress: progressed('cancelled', event.at) }),
      };
    default:
      return unreachable(event);
  }
}

export function labelOf({ label }: Shipment): Label | null {
  return typeof label === 'object' ? label : null;
}

/** As customers see it; null while there has been no label. */
export function statusOf({ progress }: Shipment): ShipmentStatus | null {
  return progress.at(-1)?.status ?? null;
}
