import {
  shipmentCancelled,
  shipmentCreated,
  shipmentDelivered,
  shipmentDispatched,
  shipmentRejected,
} from '@shop/domain-events';
import { unreachable } from '@shop/kernel';
import { publish } from '@shop/messaging';
import type { OutboxMessage } from '@shop/messaging';
import { labelOf } from './domain/shipment.js';
import type { Shipment, ShipmentEvent } from './domain/shipment.js';

/** The only seam between what happens here and the world. `shipment` is the state after the event. */
export function published(orderId: string, shipment: Shipment, event: ShipmentEvent): OutboxMessage | undefined {
  switch (event.type) {
    case 'ShipmentCreated':
      return publish(shipmentCreated, labelled(orderId, shipment));
    case 'ShipmentRejected':
      return publish(shipmentRejected, { orderId, shipmentId: idOf(shipment), reason: event.reason });
    case 'ShipmentDispatched':
      return publish(shipmentDispatched, labelled(orderId, shipment));
    case 'ShipmentDelivered':
      return publish(shipmentDelivered, labelled(orderId, shipment));
    case 'CancellationAnswered':
      return publish(shipmentCancelled, { orderId, shipmentId: labelOf(shipment) && shipment.shipmentId });
    case 'OrderLearnt':
    case 'OrderPaid':
    case 'LabelRequested':
    case 'CancellationStarted':
    case 'VoidRequested':
      return undefined;
    default:
      return unreachable(event);
  }
}

function labelled(orderId: string, shipment: Shipment) {
  const { carrier = '', trackingNumber = '' } = labelOf(shipment) ?? {};
  return { orderId, shipmentId: idOf(shipment), carrier, trackingNumber };
}

function idOf({ shipmentId }: Shipment): string {
  if (shipmentId === null) throw new Error('A shipment has its id from the moment in which its label is asked for.');
  return shipmentId;
}
