import type { OrderAnalysis } from '@shop/api-contracts';
import type { Client } from './client.js';
import { place, until } from './orders.js';

/** What makes an order so suspicious that its cancellation is proposed: declined cards, and many orders within the hour. */
const DECLINED_BEFORE = 5;

/** A good order of a customer who looks like no good one. @returns its id */
export async function suspiciousOrder(customer: Client, sku: string): Promise<string> {
  const before = Array.from({ length: DECLINED_BEFORE }, () => place(customer, { sku, token: 'tok_declined' }));
  for (const id of await Promise.all(before)) await until(customer, id, 'cancelled');
  const orderId = await place(customer, { sku });
  await until(customer, orderId, 'confirmed');
  return orderId;
}

/** Has the order analysed by the staff. @returns the id of the proposal to do this */
export async function proposed(staff: Client, action: 'cancel', orderId: string): Promise<string> {
  const { status, body } = await staff.post<OrderAnalysis>(`/orders/${orderId}/analysis`);
  const found = body.recommendations?.find((recommendation) => recommendation.action === action);
  if (!found?.proposalId)
    throw new Error(`The analysis answered ${status} and does not propose it: ${JSON.stringify(body)}`);
  return found.proposalId;
}
