import type { OrderReceipt, OrderRequest } from '@shop/api-contracts';
import { demoAccounts } from '../../client/demo-accounts.js';
import { demoOrders } from '../../demo/order-kinds.js';

export interface PlacedOrder {
  readonly id: string;
  /** As the gateway has answered it. */
  readonly traceparent: string;
  readonly traceId: string;
}

/** The demo's order of that title. */
export function demoOrder(title: string): OrderRequest {
  const found = demoOrders.find((order) => order.title === title);
  if (!found) throw new Error(`No order of the demo is called ${title}.`);
  return found.request;
}

/** Places orders as the demo customer and shows what the answers' headers say. */
export class OrderDesk {
  private constructor(
    private readonly api: string,
    private readonly token: string,
  ) {}

  static async open(gateway: string): Promise<OrderDesk> {
    const api = `${gateway}/api/v1`;
    const body = JSON.stringify({ email: demoAccounts.customer, password: demoAccounts.password });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${api}/auth/login`, { method: 'POST', headers, body });
    const { accessToken } = (await response.json()) as { accessToken: string };
    return new OrderDesk(api, accessToken);
  }

  async place(request: OrderRequest, traced: Readonly<Record<string, string>> = {}): Promise<PlacedOrder> {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${this.token}`, ...traced };
    const response = await fetch(`${this.api}/orders`, { method: 'POST', headers, body: JSON.stringify(request) });
    if (response.status !== 202) throw new Error(`The order was answered ${response.status}: ${await response.text()}`);
    const { id } = (await response.json()) as OrderReceipt;
    const traceparent = response.headers.get('traceparent') ?? '';
    return { id, traceparent, traceId: traceparent.slice(3, 35) };
  }
}
