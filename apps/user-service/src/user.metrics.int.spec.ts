import { expositionFaults } from '@shop/service-testing';
import { password, prepareUser, registerUser, signIn } from './testing/user-under-test.js';

it('exports what the catalogue of metrics says of it, and nothing that grows with its use', async () => {
  const { shop } = await prepareUser();
  const { url } = await shop.replica();
  const { email } = await registerUser(url);
  await signIn(url, email, password);
  await shop.settled();
  const figures = await shop.metrics();
  expect(expositionFaults('user-service', figures)).toEqual([]);
  expect(figures.value('http_server_request_duration_seconds_count', { route: '/auth/login', status: '200' })).toBe(1);
  expect(figures.value('db_pool_limit')).toBe(10);
  await shop.stop();
}, 40_000);
