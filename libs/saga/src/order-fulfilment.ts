import {
  cancellationStarted,
  orderCancelled,
  orderConfirmed,
  orderPlaced,
  paymentCaptured,
  paymentDeclined,
  paymentRefunded,
  shipmentCancelled,
  shipmentCreated,
  shipmentDelivered,
  shipmentDispatched,
  shipmentRejected,
  stockRejected,
  stockReleased,
  stockReserved,
} from '@shop/domain-events';
import { step } from './choreography.js';
import type { Choreography, Step } from './choreography.js';

const [order, inventory, payment, shipping, notification] = [
  'order-service',
  'inventory-service',
  'payment-service',
  'shipping-service',
  'notification-service',
] as const;

const forward: readonly Step[] = [
  step(orderPlaced, inventory, 'ReserveStock', { leadsTo: [stockReserved, stockRejected], undoneBy: stockReleased }),
  // Payment and shipping learn here what they will need; their own step waits for its trigger, whichever comes first.
  step(orderPlaced, payment, 'PreparePayment', {
    leadsTo: [paymentCaptured, paymentDeclined],
    undoneBy: paymentRefunded,
  }),
  step(orderPlaced, shipping, 'PrepareShipment', {
    leadsTo: [shipmentCreated, shipmentRejected],
    undoneBy: shipmentCancelled,
  }),
  step(stockReserved, payment, 'CapturePayment', {
    leadsTo: [paymentCaptured, paymentDeclined],
    undoneBy: paymentRefunded,
  }),
  step(paymentCaptured, shipping, 'CreateShipment', {
    leadsTo: [shipmentCreated, shipmentRejected],
    undoneBy: shipmentCancelled,
  }),
  // These three come from three topics, so in any order: the order is confirmed when it has all of them.
  step(stockReserved, order, 'RecordProgress', { leadsTo: [orderConfirmed] }),
  step(paymentCaptured, order, 'RecordProgress', { leadsTo: [orderConfirmed] }),
  step(shipmentCreated, order, 'RecordProgress', { leadsTo: [orderConfirmed] }),
];

const refusals: readonly Step[] = [stockRejected, paymentDeclined, shipmentRejected].map((refusal) =>
  step(refusal, order, 'StartCancellation', { leadsTo: [cancellationStarted] }),
);

const backward: readonly Step[] = [
  step(cancellationStarted, inventory, 'ReleaseStock', { leadsTo: [stockReleased] }),
  step(cancellationStarted, payment, 'CancelPayment', { leadsTo: [paymentRefunded] }),
  step(cancellationStarted, shipping, 'CancelShipment', { leadsTo: [shipmentCancelled] }),
  step(stockReleased, order, 'RecordCompensation', { leadsTo: [orderCancelled] }),
  step(paymentRefunded, order, 'RecordCompensation', { leadsTo: [orderCancelled] }),
  step(shipmentCancelled, order, 'RecordCompensation', { leadsTo: [orderCancelled] }),
];

const afterwards: readonly Step[] = [
  // News of shipments name no customer.
  step(orderPlaced, notification, 'LearnCustomer'),
  step(shipmentDispatched, order, 'RecordDelivery'),
  step(shipmentDelivered, order, 'RecordDelivery'),
  step(shipmentDispatched, inventory, 'ShipStock'),
  ...[orderConfirmed, orderCancelled, shipmentDispatched, shipmentDelivered].map((event) =>
    step(event, notification, 'NotifyCustomer'),
  ),
];

/** The whole life of an order. The code of the services is checked against it, the diagram in the docs is printed from it. */
export const orderFulfilment: Choreography = {
  name: 'order fulfilment',
  startsWith: orderPlaced as Choreography['startsWith'],
  endsWith: [orderConfirmed, orderCancelled] as readonly unknown[] as Choreography['endsWith'],
  steps: [...forward, ...refusals, ...backward, ...afterwards],
};
