import { userRegistered } from '@shop/domain-events';
import { newId } from '@shop/kernel';
import { expositionFaults } from '@shop/service-testing';
import { ofUser, startNotification } from './testing/notification-under-test.js';

it('exports what the catalogue of metrics says of it, and nothing that grows with its use', async () => {
  const { shop } = await startNotification();
  await shop.tell(ofUser(userRegistered, { userId: newId() }));
  await shop.settled();
  await shop.request('GET /notifications');
  const figures = await shop.metrics();
  expect(expositionFaults('notification-service', figures)).toEqual([]);
  const targets = figures.samples('circuit_opened_total').map(({ labels }) => labels['target']);
  expect(targets.sort()).toEqual(['push', 'sms', 'smtp']);
  await shop.stop();
}, 40_000);
