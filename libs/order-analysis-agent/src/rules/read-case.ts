import type { AnalysisRequest } from '../analyst.js';
import { compareOrder, getCustomerHistory } from '../tools/customer.tools.js';
import { getCircuits, getDeadLetters } from '../tools/operation.tools.js';
import { getOrder, getTimeline } from '../tools/order.tools.js';
import { getPayment, getShipment, getStock } from '../tools/participant.tools.js';
import type { CaseFile } from './case-file.js';
import type { Readings } from './readings.js';

const DEAD_LETTERS = 20;
const SKUS = 50;

/** The order first, for without it there is nothing to ask; then the rest, all at once. @throws AppError `not-found` and whatever else keeps the order itself from being read */
export async function readCase(
  orderId: string,
  { facts, signal }: AnalysisRequest,
  readings: Readings,
  now: Date,
): Promise<CaseFile> {
  const order = await readings.need(getOrder, () => facts.order(orderId, signal));
  const skus = order.items.map(({ sku }) => sku).slice(0, SKUS);
  const [timeline, payment, shipment, stock, customer, comparison, deadLetters, circuits] = await Promise.all([
    readings.tryTo(getTimeline, () => facts.timeline(orderId, signal)),
    readings.tryTo(getPayment, () => facts.payment(orderId, signal)),
    readings.tryTo(getShipment, () => facts.shipment(orderId, signal)),
    order.cancellation?.reason === 'out_of_stock'
      ? readings.tryTo(getStock, () => facts.stock(skus, signal))
      : undefined,
    readings.tryTo(getCustomerHistory, () => facts.customer(order.customerId, signal, order.placedAt)),
    readings.tryTo(compareOrder, () => facts.comparison(orderId, signal)),
    readings.tryTo(getDeadLetters, () => facts.deadLetters(orderId, DEAD_LETTERS, signal)),
    readings.tryTo(getCircuits, () => facts.circuits(signal)),
  ]);
  return {
    now,
    rights: facts.rights,
    order,
    timeline: timeline ?? [],
    payment,
    shipment,
    stock: stock ?? [],
    customer,
    comparison,
    deadLetters: deadLetters ?? [],
    circuits: circuits ?? [],
    missing: readings.missing,
  };
}
