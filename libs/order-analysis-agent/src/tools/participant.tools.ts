import { z } from 'zod';
import { tell } from './tell.js';
import { defineTool } from './tool.js';
import { ofOrder } from './tool-input.js';
import { anySubject, everybody } from './who-may-ask.js';

export const getPayment = defineTool({
  name: 'get_payment',
  description:
    'The payment of an order as the payment service has it: status, amount, what has been refunded, and how often the provider was asked to charge. No fact: no money has been asked for yet.',
  input: ofOrder,
  rights: everybody,
  subjects: anySubject,
  run: async ({ orderId }, facts, signal) => {
    const payment = await facts.payment(orderId, signal);
    return payment ? tell([payment]) : tell([], 'There is no payment yet.');
  },
});

export const getShipment = defineTool({
  name: 'get_shipment',
  description:
    'The shipment of an order: status, carrier, and when the parcel reached each status. Use it for late or missing parcels. No fact: there is no label yet.',
  input: ofOrder,
  rights: everybody,
  subjects: anySubject,
  run: async ({ orderId }, facts, signal) => {
    const shipment = await facts.shipment(orderId, signal);
    return shipment ? tell([shipment]) : tell([], 'There is no shipment yet.');
  },
});

export const getStock = defineTool({
  name: 'get_stock',
  description:
    'How many pieces of each sku can be ordered now (`available`) and, for staff, how many lie there and are held. Use it for orders that ended out_of_stock: is there enough again?',
  input: z.strictObject({
    skus: z
      .array(z.string().regex(/^[A-Za-z0-9._-]{1,64}$/))
      .min(1)
      .max(50)
      .describe('Those of an order.'),
  }),
  rights: everybody,
  subjects: anySubject,
  run: async ({ skus }, facts, signal) => {
    const stock = await facts.stock(skus, signal);
    const unknown = skus.filter((sku) => !stock.some((fact) => fact.sku === sku));
    return tell(stock, unknown.length === 0 ? undefined : `Not sold here: ${unknown.join(', ')}.`);
  },
});
