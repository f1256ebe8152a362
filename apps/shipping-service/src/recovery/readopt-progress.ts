import { shipmentDelivered, shipmentDispatched } from '@shop/domain-events';
import type { DomainEvent } from '@shop/domain-events';
import type { ShipmentDecision } from '../domain/shipment.decisions.js';
import { labelOf, statusOf } from '../domain/shipment.js';
import type { ShipmentStore } from '../shipment.store.js';

export interface ReadoptedProgress {
  readonly steps: number;
  /** Orders of whose shipment more was said than can be taken back yet: their label has to be there first. */
  readonly waiting: readonly string[];
}

/** Takes back what was said of parcels that are on their way, or have arrived, and is no longer known. */
export async function readoptProgress(
  shipments: ShipmentStore,
  events: readonly DomainEvent[],
): Promise<ReadoptedProgress> {
  let steps = 0;
  const waiting = new Set<string>();
  await Promise.all(
    events.map(async ({ type, subject: orderId, time }) => {
      if (type !== shipmentDispatched.type && type !== shipmentDelivered.type) return;
      const said = type === shipmentDispatched.type ? 'ShipmentDispatched' : 'ShipmentDelivered';
      const shipment = await shipments.change(orderId, (before) => {
        const events = readopt(said, time)(before);
        steps += events.length;
        return events;
      });
      if (labelOf(shipment) === null) waiting.add(orderId);
    }),
  );
  return { steps, waiting: [...waiting] };
}

const readopt =
  (said: 'ShipmentDispatched' | 'ShipmentDelivered', at: string): ShipmentDecision =>
  (shipment) => {
    const due = said === 'ShipmentDispatched' ? 'created' : 'in_transit';
    return labelOf(shipment) !== null && statusOf(shipment) === due ? [{ type: said, at }] : [];
  };
