import { brokerAnswers } from '../infrastructure/local-kafka.js';
import type { ShopUnderTest } from './shop-under-test.js';

export interface Victim {
  readonly name: 'order-service' | 'payment-service' | 'kafka';
  readonly isReady: (shop: ShopUnderTest) => Promise<boolean>;
}

export const victims: readonly Victim[] = [
  { name: 'order-service', isReady: (shop) => answersReady(shop.urlOf('order-service')) },
  { name: 'payment-service', isReady: (shop) => answersReady(shop.urlOf('payment-service')) },
  { name: 'kafka', isReady: ({ kafkaBrokers }) => brokerAnswers(kafkaBrokers).catch(() => false) },
];

async function answersReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(1_000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
