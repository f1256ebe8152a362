import { conflict } from '@shop/kernel';
import type { Decision } from '@shop/kernel';
import { labelOf, shipmentEvolver, statusOf } from './shipment.js';
import type { KnownOrder, Label, Shipment, ShipmentEvent } from './shipment.js';

export type ShipmentDecision = Decision<Shipment, ShipmentEvent>;

/** A person moves a demo shipment on: to its carrier, then to its customer. */
export const advance =
  (at: string): ShipmentDecision =>
  (shipment) => {
    const status = statusOf(shipment);
    if (shipment.cancellation === 'none' && status === 'created') return [{ type: 'ShipmentDispatched', at }];
    if (shipment.cancellation === 'none' && status === 'in_transit') return [{ type: 'ShipmentDelivered', at }];
    const standing = shipment.cancellation === 'none' ? (status ?? 'not created') : 'cancelled';
    throw conflict('shipment.cannot-advance', `The shipment is ${standing}: nothing comes after that.`);
  };

/*
 * What follows reacts to what others did. Reactions are total: a repeated, late or unexpected event decides to nothing or to the
 * undoing of what came too late, never to a refusal, because nobody is there to hear it.
 */

/** Order and payment become known in either order; whichever comes second asks for the label. */
export const prepare =
  (order: KnownOrder, shipmentId: string): ShipmentDecision =>
  (shipment) => {
    if (shipment.order || shipment.cancellation !== 'none') return [];
    const learnt: ShipmentEvent = { type: 'OrderLearnt', ...order };
    return shipment.paid ? [learnt, labelFor(order, shipmentId)] : [learnt];
  };

export const create =
  (shipmentId: string): ShipmentDecision =>
  ({ paid, order, cancellation }) => {
    if (paid || cancellation !== 'none') return [];
    return order ? [{ type: 'OrderPaid' }, labelFor(order, shipmentId)] : [{ type: 'OrderPaid' }];
  };

export const labelled =
  (label: Label, at: string): ShipmentDecision =>
  (shipment) =>
    shipment.label === 'requested' ? withCancellation(shipment, { type: 'ShipmentCreated', label, at }, at) : [];

export const rejected =
  (reason: string, at: string): ShipmentDecision =>
  (shipment) =>
    shipment.label === 'requested' ? withCancellation(shipment, { type: 'ShipmentRejected', reason, at }, at) : [];

/** Also of an order never seen: then what comes later finds it cancelled. A parcel on its way is called back. */
export const cancel =
  (at: string): ShipmentDecision =>
  (shipment) =>
    shipment.cancellation === 'none' ? withCancellation(shipment, { type: 'CancellationStarted' }, at) : [];

export const voided =
  (at: string): ShipmentDecision =>
  (shipment) =>
    shipment.cancellation === 'open' && shipment.voidRequested ? [{ type: 'CancellationAnswered', at }] : [];

function labelFor({ address, parcels }: KnownOrder, shipmentId: string): ShipmentEvent {
  return { type: 'LabelRequested', shipmentId, address, parcels };
}

/**
 * A fact, and what an open cancellation makes of it: unknown is not failed, so it waits for a label under way; a label is voided
 * first; the answer is given when nothing is left to undo, and so exactly once.
 */
function withCancellation(before: Shipment, fact: ShipmentEvent, at: string): readonly ShipmentEvent[] {
  const shipment = shipmentEvolver.evolve(before, fact);
  if (shipment.cancellation !== 'open' || shipment.label === 'requested') return [fact];
  const label = labelOf(shipment);
  if (label) return [fact, { type: 'VoidRequested', labelId: label.id }];
  return [fact, { type: 'CancellationAnswered', at }];
}
