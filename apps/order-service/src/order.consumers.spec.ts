import { productChanged, productListed } from '@shop/domain-events';
import { orderFulfilment, subscriptionsOf } from '@shop/saga';
import { handledEvents } from '@shop/saga/testing';
import { OrderConsumers } from './order.consumers.js';

it('hears exactly what the choreography gives it to do, and the prices of products', () => {
  const heard = [...subscriptionsOf(orderFulfilment, 'order-service'), productListed.type, productChanged.type];
  expect(handledEvents(OrderConsumers)).toEqual(heard.sort());
});
