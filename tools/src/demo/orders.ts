import type { Order, OrderReceipt, Timeline } from '@shop/api-contracts';
import { awaitOrder } from '../client/await-order.js';
import { demoAccounts } from '../client/demo-accounts.js';
import { ShopClient } from '../client/shop-client.js';
import { demoOrders } from './order-kinds.js';
import type { DemoOrder } from './order-kinds.js';

/**
 * Places one order of each kind through the gateway and prints each one's timeline. True if every one reached the end that it
 * should have.
 */
export async function placeDemoOrders(gateway: string, print: (line: string) => void): Promise<boolean> {
  const client = new ShopClient(gateway);
  try {
    await client.signIn(demoAccounts.customer, demoAccounts.password);
    // Placed together, printed one after the other.
    const outcomes = demoOrders.map((kind) => play(client, kind));
    let allAsExpected = true;
    for (const outcome of outcomes) {
      const { lines, asExpected } = await outcome;
      for (const line of lines) print(line);
      allAsExpected &&= asExpected;
    }
    return allAsExpected;
  } finally {
    await client.close();
  }
}

async function play(client: ShopClient, kind: DemoOrder): Promise<{ lines: string[]; asExpected: boolean }> {
  try {
    const { id } = await client.post<OrderReceipt>('/orders', kind.request);
    if (kind.cancel) {
      await awaitOrder(client, id, ['confirmed']);
      await client.post(`/orders/${id}/cancel`, { reason: kind.cancel });
    }
    const order = await awaitOrder(client, id, kind.cancel ? ['cancelled'] : ['confirmed', 'cancelled']);
    const timeline = await client.get<Timeline>(`/orders/${id}/timeline`);
    const asExpected = endOf(order) === kind.endsAs;
    const verdict = asExpected ? '✓' : `✗ expected ${kind.endsAs}`;
    return {
      lines: ['', `${verdict} ${kind.title}: ${endOf(order)} (${id})`, ...timeline.steps.map(toLine)],
      asExpected,
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { lines: ['', `✗ ${kind.title}: ${reason}`], asExpected: false };
  }
}

function endOf(order: Order): string {
  return order.cancellation ? `${order.status}, ${order.cancellation.reason}` : order.status;
}

const marks = { action: '→', failure: '✗', compensation: '↩', deadline: '⏰' } as const;

function toLine({ at, service, event, kind, detail }: Timeline['steps'][number]): string {
  const name = event.replace(/^shop\./, '').replace(/\.v\d+$/, '');
  return `  ${at.slice(11, 23)}  ${marks[kind]} ${name.padEnd(28)} ${service.padEnd(18)} ${detail ?? ''}`.trimEnd();
}
