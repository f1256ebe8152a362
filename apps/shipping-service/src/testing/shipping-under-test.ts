import { topics } from '@shop/domain-events';
import { ServiceUnderTest } from '@shop/service-testing';
import { start } from '../start.js';
import { ListeningCarrier } from './listening-carrier.js';

export interface ShippingUnderTest {
  readonly shop: ServiceUnderTest;
  readonly carrier: ListeningCarrier;
}

/** The service, or several replicas of it, between a real database, a real carrier over HTTP and the memory bus. */
export async function startShipping(replicas = 1): Promise<ShippingUnderTest> {
  const carrier = new ListeningCarrier();
  const env = { CARRIER_URL: await carrier.start() };
  const publishes = [topics.shipments];
  const shop = await ServiceUnderTest.start({ start, publishes, env, replicas, companions: [carrier] });
  return { shop, carrier };
}
