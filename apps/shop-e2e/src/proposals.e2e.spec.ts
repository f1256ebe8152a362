import type { AuditEntry, OrderAnalysis, Proposal, Timeline } from '@shop/api-contracts';
import { asAdmin, asNewCustomer, asSupport } from './support/client.js';
import type { Client } from './support/client.js';
import { eventually } from './support/eventually.js';
import { newProduct, orderOf, place, until } from './support/orders.js';
import { proposed, suspiciousOrder } from './support/proposals.js';

const DECIDED = 'shop.order.proposal-decided.v1';

let customer: Client;
let support: Client;
let admin: Client;
let sku: string;
beforeAll(async () => {
  [customer, support, admin] = await Promise.all([asNewCustomer(), asSupport(), asAdmin()]);
  sku = await newProduct(50);
});

const analysesOf = async (client: Client, orderId: string) =>
  (await client.get<{ items: OrderAnalysis[] }>(`/orders/${orderId}/analyses`)).body.items;
const decisionsIn = async (client: Client, orderId: string) =>
  (await client.get<Timeline>(`/orders/${orderId}/timeline`)).body.steps
    .filter(({ event }) => event === DECIDED)
    .map(({ detail }) => detail);
const auditOf = async (id: string) =>
  (await admin.get<{ items: AuditEntry[] }>('/admin/audit?limit=100')).body.items
    .filter(({ subject }) => subject === id)
    .map(({ action }) => action)
    .reverse();
async function found(id: string, status: Proposal['status']): Promise<Proposal | undefined> {
  const { body } = await support.get<{ items: Proposal[] }>(`/analysis/proposals?limit=100&status=${status}`);
  return body.items.find((proposal) => proposal.id === id);
}

it('an order whose card is declined is analysed by itself, for the staff', async () => {
  const orderId = await place(customer, { sku, token: 'tok_declined' });
  await until(customer, orderId, 'cancelled');
  const [analysis] = await eventually('it is analysed', async () => {
    const analyses = await analysesOf(support, orderId);
    return analyses.length > 0 && analyses;
  });
  expect(analysis).toMatchObject({ orderId, trigger: 'cancelled' });
  expect(analysis?.findings.map(({ code }) => code)).toContain('payment_declined');
  expect(await analysesOf(customer, orderId)).toEqual([]);
});

describe('a proposal to cancel a suspicious order', () => {
  it('waits for a person, and once approved the order is cancelled like any other', async () => {
    const orderId = await suspiciousOrder(customer, sku);
    const id = await proposed(support, 'cancel', orderId);
    expect(await found(id, 'pending')).toMatchObject({ orderId, action: 'cancel', decision: null });
    expect((await orderOf(customer, orderId)).status).toBe('confirmed');
    expect((await customer.post(`/analysis/proposals/${id}/approve`)).status).toBe(403);

    const { status, body } = await support.post<Proposal>(`/analysis/proposals/${id}/approve`, {
      reason: 'stolen card',
    });
    expect([status, body]).toMatchObject([
      200,
      { status: 'approved', outcome: { detail: expect.any(String) as string } },
    ]);
    await until(customer, orderId, 'cancelled');
    expect(await orderOf(customer, orderId)).toMatchObject({ payment: { status: 'refunded' } });
    expect(await decisionsIn(support, orderId)).toEqual(['cancel: approved']);
    expect(await decisionsIn(customer, orderId)).toEqual([]);
    expect(await auditOf(id)).toEqual(['proposal-approved', 'proposal-carried-out']);
    expect((await support.post(`/analysis/proposals/${id}/approve`)).status).toBe(409);
  });

  it('is only written down once rejected', async () => {
    const orderId = await suspiciousOrder(await asNewCustomer(), sku);
    const id = await proposed(support, 'cancel', orderId);
    expect((await admin.post(`/analysis/proposals/${id}/reject`, { reason: 'known to us' })).status).toBe(200);
    expect(await found(id, 'rejected')).toMatchObject({ decision: { reason: 'known to us' }, outcome: null });
    expect((await support.post(`/analysis/proposals/${id}/approve`)).status).toBe(409);
    expect((await orderOf(support, orderId)).status).toBe('confirmed');
    expect(await decisionsIn(support, orderId)).toEqual(['cancel: rejected']);
    expect(await auditOf(id)).toEqual(['proposal-rejected']);
  });
});

it('the staff sends a customer once more what they were told last, once for one key', async () => {
  const orderId = await place(customer, { sku });
  await until(customer, orderId, 'confirmed');
  const told = async () =>
    (
      await customer.get<{ items: { orderId: string; template: string }[] }>('/notifications?limit=100')
    ).body.items.filter((notification) => notification.orderId === orderId);
  await eventually('the customer is told', async () => (await told()).length === 1);
  const again = { headers: { 'idempotency-key': `again-${orderId}` } };
  const answers = [1, 2].map(() => support.post(`/orders/${orderId}/notifications/resend`, {}, again));
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([202, 202]);
  expect((await told()).map(({ template }) => template)).toEqual(['order-confirmed', 'order-confirmed']);
  expect((await customer.post(`/orders/${orderId}/notifications/resend`)).status).toBe(403);
});
