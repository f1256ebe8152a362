import { orderFulfilment, subscriptionsOf } from '@shop/saga';
import { handledEvents } from '@shop/saga/testing';
import { InventoryConsumers } from './inventory.consumers.js';

it('hears what the choreography says, and nothing else', () => {
  expect(handledEvents(InventoryConsumers)).toEqual(subscriptionsOf(orderFulfilment, 'inventory-service'));
});
