import { topics } from '@shop/domain-events';
import { ServiceUnderTest } from '@shop/service-testing';
import { start } from '../start.js';
import { ListeningProvider } from './listening-provider.js';

export interface PaymentUnderTest {
  readonly shop: ServiceUnderTest;
  readonly provider: ListeningProvider;
}

/** The service between a real database, a real provider over HTTP and the memory bus. */
export async function startPayment(): Promise<PaymentUnderTest> {
  const provider = new ListeningProvider();
  const env = { PAYMENT_PROVIDER_URL: await provider.start() };
  const shop = await ServiceUnderTest.start({ start, publishes: [topics.payments], env, companions: [provider] });
  return { shop, provider };
}
