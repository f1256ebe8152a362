import { catalogueApi, paymentsApi, shipmentsApi } from '@shop/api-contracts';
import type { PaymentFact, ShipmentFact, StockFact } from '@shop/order-analysis-agent';
import type { Neighbours } from './neighbours.js';
import type { Viewpoint } from './viewpoint.js';

export async function paymentOf(
  neighbours: Neighbours,
  viewpoint: Viewpoint,
  orderId: string,
  signal: AbortSignal,
): Promise<PaymentFact | null> {
  const question = { route: paymentsApi.ofOrder, params: { id: orderId } };
  const found = await neighbours.ask('payment-service', question, viewpoint, signal);
  if (!found) return null;
  const { id, status, amount, refundedAmount, attempts } = found;
  return { evidence: `payment:${id}`, status, amount, refundedAmount, attempts };
}

export async function shipmentOf(
  neighbours: Neighbours,
  viewpoint: Viewpoint,
  orderId: string,
  signal: AbortSignal,
): Promise<ShipmentFact | null> {
  const question = { route: shipmentsApi.ofOrder, params: { id: orderId } };
  const found = await neighbours.ask('shipping-service', question, viewpoint, signal);
  if (!found) return null;
  const { id, status, carrier, events } = found;
  return { evidence: `shipment:${id}`, status, carrier, events };
}

/** For the staff the level of the stock, for everybody else what the catalogue says. */
export async function stockOf(
  neighbours: Neighbours,
  viewpoint: Viewpoint,
  skus: readonly string[],
  signal: AbortSignal,
): Promise<readonly StockFact[]> {
  const levelOf = viewpoint.rights !== 'owner' && viewpoint.token !== null ? wholeLevel : publicLevel;
  const found = await Promise.all([...new Set(skus)].map((sku) => levelOf(neighbours, viewpoint, sku, signal)));
  return found.filter((fact) => fact !== null);
}

async function publicLevel(
  neighbours: Neighbours,
  viewpoint: Viewpoint,
  sku: string,
  signal: AbortSignal,
): Promise<StockFact | null> {
  const product = await neighbours.ask(
    'inventory-service',
    { route: catalogueApi.get, params: { sku } },
    viewpoint,
    signal,
  );
  if (!product) return null;
  return { evidence: `stock:${sku}`, sku, available: product.available, onHand: null, reserved: null };
}

async function wholeLevel(
  neighbours: Neighbours,
  viewpoint: Viewpoint,
  sku: string,
  signal: AbortSignal,
): Promise<StockFact | null> {
  const level = await neighbours.ask(
    'inventory-service',
    { route: catalogueApi.stock, params: { sku } },
    viewpoint,
    signal,
  );
  if (!level) return null;
  const { available, onHand, reserved } = level;
  return { evidence: `stock:${sku}`, sku, available, onHand, reserved };
}
