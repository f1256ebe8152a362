import assert from 'node:assert/strict';
import { productChanged, topics } from '@shop/domain-events';
import type { BrokerRecord } from '@shop/messaging';
import { news, ServiceUnderTest } from '@shop/service-testing';
import type { ServiceSetup, SignedRequest } from '@shop/service-testing';
import { start } from '../start.js';
import { usd } from './order-requests.js';

/** The service, or several replicas of it, between a real database and the memory bus. */
export function startOrder(setup: Pick<ServiceSetup, 'replicas' | 'env'> = {}): Promise<ServiceUnderTest> {
  return ServiceUnderTest.start({ start, publishes: [topics.orders], ...setup });
}

/** What the service hears of a product that can be ordered, or no longer. */
export function product(sku: string, amountMinor: number, revision = 1, discontinued = false): BrokerRecord {
  return news(productChanged, { sku, price: usd(amountMinor), revision, discontinued });
}

/** Places an order and gives its id. */
export async function placeOrder(shop: ServiceUnderTest, body: unknown, options: SignedRequest = {}): Promise<string> {
  const { status, json, text } = await shop.request('POST /orders', { ...options, body });
  assert.equal(status, 202, text);
  return String(json['id']);
}
