import { z } from 'zod';
import { tell } from './tell.js';
import { defineTool } from './tool.js';
import { orderId } from './tool-input.js';
import { administrators, anySubject, questionsOnly, staff } from './who-may-ask.js';

export const findStuckOrders = defineTool({
  name: 'find_stuck_orders',
  description:
    'Orders on their way in which nothing has happened for a minute: status, last step, when they will be given up. Use it for questions about what hangs.',
  input: z.strictObject({ limit: z.int().min(1).max(25).default(10) }),
  rights: staff,
  subjects: questionsOnly,
  run: async ({ limit }, facts, signal) => {
    const stuck = await facts.stuckSagas(limit, signal);
    return tell(stuck, stuck.length === limit ? 'There may be more.' : undefined);
  },
});

export const getDeadLetters = defineTool({
  name: 'get_dead_letters',
  description:
    'Messages of an order that a service could not handle: which service and handler, the error in short, attempts, status (open, redriven or discarded). Use it when an order is stuck: an open one can be redriven.',
  input: z.strictObject({ orderId, limit: z.int().min(1).max(20).default(10) }),
  rights: administrators,
  subjects: anySubject,
  run: async (input, facts, signal) => tell(await facts.deadLetters(input.orderId, input.limit, signal)),
});

export const getCircuits = defineTool({
  name: 'get_circuits',
  description:
    'The circuit breakers of all services: closed (all well), open (the other side fails, nobody is asked) or half-open (being tried again), and how often each has opened. Use it when orders hang or fail: an open one names the system outside that is down.',
  input: z.strictObject({}),
  rights: staff,
  subjects: anySubject,
  run: async (_, facts, signal) => {
    const circuits = await facts.circuits(signal);
    const troubled = circuits.filter(({ state }) => state !== 'closed');
    return tell([...troubled, ...circuits.filter(({ state }) => state === 'closed')]);
  },
});
