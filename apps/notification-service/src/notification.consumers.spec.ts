import { orderPlaced, userChanged, userRegistered } from '@shop/domain-events';
import { orderFulfilment, subscriptionsOf } from '@shop/saga';
import { handledEvents } from '@shop/saga/testing';
import { NotificationConsumers } from './notification.consumers.js';

it('hears what the choreography gives it to do, and whom to tell', () => {
  const whom = [orderPlaced.type, userChanged.type, userRegistered.type];
  const expected = [...subscriptionsOf(orderFulfilment, 'notification-service'), ...whom].sort();
  expect(handledEvents(NotificationConsumers)).toEqual(expected);
});
