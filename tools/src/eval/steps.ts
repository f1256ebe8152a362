import { setTimeout as delay } from 'node:timers/promises';
import type { DeadLetter, Payment, Shipment } from '@shop/api-contracts';
import { unreachable } from '@shop/kernel';
import { awaitOrder } from '../client/await-order.js';
import type { Step } from './eval-case.js';
import { addFault, dropFault, lastingFaults, silence } from './faults.js';
import type { Played, Stage } from './play.js';

const PATIENCE_MS = 30_000;

/** Does one step, and waits until it has had its effect. */
export async function take(step: Step, played: Played, stage: Stage): Promise<void> {
  if (step.do === 'age') {
    const since = step.since === 'placed' ? played.placedAt : Date.now();
    await delay(since + step.seconds * 1_000 - Date.now());
    return;
  }
  await stage.slots.run(() => act(step, played, stage));
}

async function act(step: Exclude<Step, { do: 'age' }>, { orderId, customer }: Played, stage: Stage): Promise<void> {
  const { admin, support } = stage.people;
  switch (step.do) {
    case 'cancel': {
      const body = step.reason === undefined ? {} : { reason: step.reason };
      await (step.by === 'support' ? support : customer).post(`/orders/${orderId}/cancel`, body);
      await awaitOrder(admin, orderId, [step.until ?? 'cancelled']);
      return;
    }
    case 'ship':
    case 'deliver': {
      const { id } = await admin.get<Shipment>(`/orders/${orderId}/shipment`);
      await admin.post(`/shipments/${id}/advance`);
      await awaitOrder(admin, orderId, [step.do === 'ship' ? 'shipped' : 'delivered']);
      return;
    }
    case 'refund':
      return refund(orderId, step.amountMinor, stage);
    case 'restock':
      await admin.post(`/products/${step.sku}/stock`, { delta: step.pieces, reason: 'more has come' });
      return;
    case 'silence': {
      const fault = silence(step.service, orderId);
      return stage.shop.query(fault.service, addFault(fault));
    }
    case 'mend':
      return mend(step.sku, stage);
    case 'give-up':
      return stage.shop.query('order-service', 'UPDATE saga_deadlines SET due_at = now() WHERE saga_id = $1', [
        orderId,
      ]);
    case 'await-letters':
      return until(`${step.count} dead letters of ${orderId}`, async () => {
        return (await openLetters(orderId, stage)).length >= step.count;
      });
    case 'discard-letters':
      for (const { id } of await openLetters(orderId, stage)) await admin.delete(`/admin/dead-letters/${id}`);
      return;
    case 'redrive-letters':
      for (const { id } of await openLetters(orderId, stage)) await admin.post(`/admin/dead-letters/${id}/redrive`);
      return;
    case 'await':
      await awaitOrder(admin, orderId, [step.status]);
      return;
    default:
      unreachable(step);
  }
}

/** Until the order, too, has heard of it. */
async function refund(orderId: string, amountMinor: number | undefined, { people }: Stage): Promise<void> {
  const { id, refundedAmount } = await people.admin.get<Payment>(`/orders/${orderId}/payment`);
  await people.support.post(`/payments/${id}/refunds`, {
    reason: 'goodwill',
    ...(amountMinor !== undefined && { amountMinor }),
  });
  await until(`the refund of ${orderId}`, async () => {
    const now = await people.admin.get<Payment>(`/orders/${orderId}/payment`);
    return now.refundedAmount.amountMinor > refundedAmount.amountMinor;
  });
}

async function mend(sku: string, { shop }: Stage): Promise<void> {
  for (const fault of lastingFaults.filter(({ name }) => name === sku)) {
    await shop.query(fault.service, dropFault(fault));
  }
}

async function openLetters(orderId: string, { people }: Stage): Promise<readonly DeadLetter[]> {
  const page = await people.admin.get<{ items: readonly DeadLetter[] }>('/admin/dead-letters?status=open&limit=100');
  return page.items.filter(({ correlationId }) => correlationId === orderId);
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + PATIENCE_MS; !(await holds()); await delay(100)) {
    if (Date.now() > deadline) throw new Error(`${what}: not after ${PATIENCE_MS / 1_000} s`);
  }
}
