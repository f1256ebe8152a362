import { cancellationReason, orderStatus } from '@shop/api-contracts';
import { z } from 'zod';
import { tell } from './tell.js';
import { defineTool } from './tool.js';
import { customerId, instant } from './tool-input.js';
import { anySubject, everybody, questionsOnly, staff } from './who-may-ask.js';

const minorUnits = z.int().min(0).max(1_000_000_000_000).describe('In minor units (cents).');

export const searchOrders = defineTool({
  name: 'search_orders',
  description:
    'Orders by customer, status, reason of cancellation, time and total, newest first: id, status, total, reason, times. All conditions hold together. Use it to find orders that a question is about; for mere counts get_overview is cheaper.',
  input: z.strictObject({
    customerId: customerId.optional(),
    status: orderStatus.optional(),
    reason: cancellationReason.optional().describe('Only cancelled orders have one.'),
    placedAfter: instant.optional().describe('RFC 3339.'),
    placedBefore: instant.optional().describe('RFC 3339.'),
    minTotalMinor: minorUnits.optional(),
    maxTotalMinor: minorUnits.optional(),
    limit: z.int().min(1).max(25).default(10),
  }),
  rights: everybody,
  subjects: anySubject,
  run: async (filter, facts, signal) => {
    const found = await facts.search(filter, signal);
    return tell(found, found.length === filter.limit ? 'There may be more.' : undefined);
  },
});

export const getOverview = defineTool({
  name: 'get_overview',
  description:
    'How many orders were placed in the last hours, by status and by reason of cancellation; of all customers or one. Begin with it when a question is about many orders.',
  input: z.strictObject({
    hours: z.int().min(1).max(720).default(24).describe('How far back from now.'),
    customerId: customerId.optional(),
  }),
  rights: staff,
  subjects: questionsOnly,
  run: async (input, facts, signal) => tell([await facts.overview(input.hours, input.customerId, signal)]),
});
