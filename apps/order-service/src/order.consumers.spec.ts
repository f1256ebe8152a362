import { productChanged, productListed } from '@shop/domain-events';
import { orderFulfilment, subscriptionsOf } from '@shop/saga';
import { handledEvents } from '@shop/saga/testing';
import { OrderConsumers } from './order.consumers.js';

it('hears what the choreography gives it to do, and the prices', () => {
  const prices = [productChanged.type, productListed.type];
  const expected = [...subscriptionsOf(orderFulfilment, 'order-service'), ...prices].sort();
  expect(handledEvents(OrderConsumers)).toEqual(expected);
});
