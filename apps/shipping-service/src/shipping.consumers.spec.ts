import { orderFulfilment, subscriptionsOf } from '@shop/saga';
import { handledEvents } from '@shop/saga/testing';
import { ShippingConsumers } from './shipping.consumers.js';

it('hears exactly what the choreography gives it to do', () => {
  expect(handledEvents(ShippingConsumers)).toEqual(subscriptionsOf(orderFulfilment, 'shipping-service'));
});
