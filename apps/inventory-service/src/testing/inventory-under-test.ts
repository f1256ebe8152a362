import { topics } from '@shop/domain-events';
import { ServiceUnderTest } from '@shop/service-testing';
import { start } from '../start.js';

/** The service between a real database and the memory bus, in as many replicas as a test wants; it may start more. */
export function startInventory({ replicas }: { readonly replicas: number }): Promise<ServiceUnderTest> {
  return ServiceUnderTest.start({ start, publishes: [topics.inventory, topics.catalogue], replicas });
}
