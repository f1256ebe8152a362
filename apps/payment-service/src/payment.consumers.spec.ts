import { orderFulfilment, subscriptionsOf } from '@shop/saga';
import { handledEvents } from '@shop/saga/testing';
import { PaymentConsumers } from './payment.consumers.js';

it('hears exactly what the choreography gives to the payment service', () => {
  expect(handledEvents(PaymentConsumers)).toEqual(subscriptionsOf(orderFulfilment, 'payment-service'));
});
