import { z } from 'zod';
import { defineEvent } from '../define-event.js';
import { topics } from '../topics.js';
import { example } from './examples.js';

const from = 'shipping-service';
const topic = topics.shipments;
const key = 'orderId';

const labelled = z.object({
  orderId: z.string(),
  shipmentId: z.string(),
  carrier: z.string(),
  trackingNumber: z.string(),
});
const aShipment = {
  orderId: example.orderId,
  shipmentId: example.shipmentId,
  carrier: 'Speedy Express',
  trackingNumber: 'SPX0000000001',
};

export const shipmentCreated = defineEvent({
  name: 'shop.shipment.created',
  from,
  topic,
  key,
  once: () => [],
  summary: 'The carrier has taken the order on: there is a label.',
  schema: labelled,
  example: aShipment,
});

export const shipmentRejected = defineEvent({
  name: 'shop.shipment.rejected',
  from,
  topic,
  key,
  once: () => [],
  summary: 'No carrier delivers to the address.',
  schema: z.object({ orderId: z.string(), shipmentId: z.string(), reason: z.string() }),
  example: { orderId: example.orderId, shipmentId: example.shipmentId, reason: 'postal code 00000 is not served' },
});

export const shipmentCancelled = defineEvent({
  name: 'shop.shipment.cancelled',
  from,
  topic,
  key,
  once: () => [],
  summary: 'The label is void, or there was none.',
  schema: z.object({ orderId: z.string(), shipmentId: z.string().nullable() }),
  example: { orderId: example.orderId, shipmentId: example.shipmentId },
});

export const shipmentDispatched = defineEvent({
  name: 'shop.shipment.dispatched',
  from,
  topic,
  key,
  once: () => [],
  summary: 'The parcel is on its way.',
  schema: labelled,
  example: aShipment,
});

export const shipmentDelivered = defineEvent({
  name: 'shop.shipment.delivered',
  from,
  topic,
  key,
  once: () => [],
  summary: 'The parcel is there.',
  schema: labelled,
  example: aShipment,
});
