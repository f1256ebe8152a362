import { setTimeout as delay } from 'node:timers/promises';
import { UpstreamClient } from './upstream.js';
import { ReplicaServers } from './testing/replica-servers.js';

const [one, two, three] = ['127.0.0.1', '127.0.0.2', '127.0.0.3'] as const;
const limits = {
  concurrency: 16,
  queue: 100,
  timeoutMs: 2000,
  breaker: { consecutiveFailures: 2, halfOpenAfterMs: 500 },
};
const get = { method: 'GET', path: '/', headers: {} } as const;
const post = { method: 'POST', path: '/', headers: {}, body: '{}' } as const;

let servers: ReplicaServers;
let client: UpstreamClient;
beforeEach(async () => {
  servers = new ReplicaServers();
  for (const address of [one, two, three]) await servers.start(address);
  servers.addresses = [one, two, three];
  client = new UpstreamClient('order-service', servers.url, limits, servers.lookup);
});
afterEach(async () => {
  await client.close();
  await servers.stopAll();
});

const hits = () => [one, two, three].map((address) => servers.hits.get(address) ?? 0);
async function askTimes(times: number, call: Parameters<UpstreamClient['ask']>[0] = get): Promise<void> {
  for (let time = 0; time < times; time++) await client.ask(call);
}

it('spreads requests evenly over all addresses of the name, under the name', async () => {
  await askTimes(30);
  expect(hits()).toEqual([10, 10, 10]);
  const { headers } = await client.ask(get);
  expect(headers['x-host']).toBe(`replicas.test:${servers.port}`);
  expect(servers.lookups).toBeLessThanOrEqual(2);
});

it('gives work to the replicas that have the least of it', async () => {
  await Promise.all(Array.from({ length: 9 }, () => client.ask(get)));
  expect(hits()).toEqual([3, 3, 3]);
});

it('follows the name: new replicas get work, gone ones get none', async () => {
  servers.addresses = [one];
  client = new UpstreamClient('order-service', servers.url, limits, servers.lookup);
  await askTimes(5);
  expect(hits()).toEqual([5, 0, 0]);
  servers.addresses = [two, three];
  await delay(1100);
  await askTimes(2); // the first finds out, in the background
  await delay(50);
  servers.hits.clear();
  await askTimes(10);
  expect(hits()).toEqual([0, 5, 5]);
});

it('finds the new addresses when all of the old ones are gone at once', async () => {
  servers.addresses = [one];
  await askTimes(1);
  await servers.stop(one);
  await servers.stop(two);
  servers.addresses = [three];
  await askTimes(3, post);
  expect(hits()[2]).toBeGreaterThanOrEqual(3);
});

it('sends what a dead replica could not get to another one, POSTs too, and the circuit stays closed', async () => {
  await servers.stop(two);
  await askTimes(20, post);
  await askTimes(20);
  const [first = 0, , last = 0] = hits();
  expect(first + last).toBe(40);
});

it('gives work again to a replica that is back', async () => {
  await servers.stop(two);
  await askTimes(6);
  await servers.start(two);
  await delay(2100);
  servers.hits.clear();
  await askTimes(9);
  expect(hits()).toEqual([3, 3, 3]);
});

it('never repeats a POST that may have arrived', async () => {
  servers.react = () => 'cut';
  await expect(client.ask(post)).rejects.toMatchObject({ kind: 'unavailable' });
  expect(hits().reduce((sum, each) => sum + each)).toBe(1);
});

it.each([['a connection that broke', 'cut'] as const, ['a 503', 503] as const])(
  'repeats a POST with a key once after %s, at another replica',
  async (_, reaction) => {
    servers.react = (address) => (address === two ? reaction : 200);
    for (let time = 0; time < 6; time++) {
      expect(await client.ask({ ...post, isKeyed: true })).toMatchObject({ status: 200 });
    }
    expect(servers.hits.get(two)).toBe(1);
    servers.react = () => reaction;
    servers.hits.clear();
    await expect(client.ask({ ...post, isKeyed: true })).rejects.toMatchObject({ kind: 'unavailable' });
    expect(hits().reduce((sum, each) => sum + each)).toBe(2);
  },
);

it('goes on with what it knows while the name server fails', async () => {
  await askTimes(3);
  servers.isNameServerUp = false;
  await delay(1100);
  await askTimes(3);
  expect(hits()).toEqual([2, 2, 2]);
});
