import { z } from 'zod';
import { tell } from './tell.js';
import { defineTool } from './tool.js';
import { customerId, instant, ofOrder, orderId } from './tool-input.js';
import { anySubject, everybody, staff } from './who-may-ask.js';

export const getCustomerHistory = defineTool({
  name: 'get_customer_history',
  description:
    'What a customer has done, in numbers: orders, money spent, cancellations by reason, refusal rate (0 to 1), orders in the hour and the day before, declined payments in the day before, median total. Use it to judge risk: 5 orders in an hour, 15 in a day or 2 declined payments in a day are suspicious. Give `asOf` the time at which the order was placed.',
  input: z.strictObject({
    customerId,
    asOf: instant.optional().describe('RFC 3339; velocity is counted back from here. Now, if left out.'),
  }),
  rights: everybody,
  subjects: anySubject,
  run: async (input, facts, signal) => tell([await facts.customer(input.customerId, signal, input.asOf)]),
});

export const compareOrder = defineTool({
  name: 'compare_order',
  description:
    'An order beside all others: median and 95th percentile of totals, the 95th percentile of quantities of each of its skus, and how many other customers have ordered to the same address (a number only). Use it to judge risk. A figure is null while there are too few orders to compare with.',
  input: ofOrder,
  rights: staff,
  subjects: anySubject,
  run: async (input, facts, signal) => tell([await facts.comparison(input.orderId, signal)]),
});

export const findSimilarOrders = defineTool({
  name: 'find_similar_orders',
  description:
    'Orders that share a sku or the reason of their end with this one, newest first. Use it to say whether an order is one of many with the same trouble.',
  input: z.strictObject({ orderId, limit: z.int().min(1).max(20).default(10) }),
  rights: staff,
  subjects: anySubject,
  run: async (input, facts, signal) => tell(await facts.similarOrders(input.orderId, input.limit, signal)),
});
