import { userChanged, userRegistered } from '@shop/domain-events';
import { orderFulfilment, subscriptionsOf } from '@shop/saga';
import { handledEvents } from '@shop/saga/testing';
import { NotificationConsumers } from './notification.consumers.js';

it('hears what the choreography gives it to do, and how to reach users', () => {
  const users = [userChanged.type, userRegistered.type];
  const expected = [...subscriptionsOf(orderFulfilment, 'notification-service'), ...users].sort();
  expect(handledEvents(NotificationConsumers)).toEqual(expected);
});
