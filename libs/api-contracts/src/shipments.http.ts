import { z } from 'zod';
import { byId, id, timestamp } from './common.js';
import { defineRoute } from './define-route.js';

const owner = 'shipping-service';

export const shipmentStatus = z.enum(['created', 'in_transit', 'delivered', 'cancelled']);
export type ShipmentStatus = z.infer<typeof shipmentStatus>;

export const shipment = z.object({
  id,
  status: shipmentStatus,
  carrier: z.string(),
  trackingNumber: z.string(),
  events: z.array(z.object({ at: timestamp, status: shipmentStatus })),
});
export type Shipment = z.infer<typeof shipment>;

export const shipmentsApi = {
  ofOrder: defineRoute({
    method: 'GET',
    path: '/orders/:id/shipment',
    owner,
    access: 'signed-in',
    summary: 'The shipment of an order, for its owner, support and admin.',
    params: byId,
    status: 200,
    answer: shipment,
  }),
  advance: defineRoute({
    method: 'POST',
    path: '/shipments/:id/advance',
    owner,
    access: ['admin'],
    summary: 'Moves a demo shipment on: `in_transit`, then `delivered`; 409 when there is nothing after that.',
    params: byId,
    status: 200,
    answer: shipment,
  }),
};
