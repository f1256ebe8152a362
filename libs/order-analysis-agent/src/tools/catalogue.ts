import type { Subject } from '../analyst.js';
import type { Rights } from '../facts/shop-facts.js';
import { compareOrder, findSimilarOrders, getCustomerHistory } from './customer.tools.js';
import { findStuckOrders, getCircuits, getDeadLetters } from './operation.tools.js';
import { getEventStream, getOrder, getTimeline } from './order.tools.js';
import { getPayment, getShipment, getStock } from './participant.tools.js';
import { getOverview, searchOrders } from './search.tools.js';
import type { Tool } from './tool.js';

/**
 * Every tool that there is, in the order in which the model gets them: a stable order keeps the prompt's cache.
 *
 * To add one: a method in `facts/shop-facts.ts` (and a type in `facts/fact.ts`) that says what is read and who may; a `defineTool`
 * in a `*.tools.ts` of this folder; its name here. `catalogue.spec.ts` then holds it to bounds, rights and privacy like the others.
 */
export const catalogue: readonly Tool[] = [
  getOrder,
  getTimeline,
  getEventStream,
  getPayment,
  getShipment,
  getStock,
  getCustomerHistory,
  compareOrder,
  findSimilarOrders,
  searchOrders,
  getOverview,
  findStuckOrders,
  getDeadLetters,
  getCircuits,
];

/** The tools that a caller may use: what is not in the list is not offered, and must not be run either. */
export function toolsFor(rights: Rights, subject: Subject['kind']): readonly Tool[] {
  return catalogue.filter((tool) => tool.rights.includes(rights) && tool.subjects.includes(subject));
}
