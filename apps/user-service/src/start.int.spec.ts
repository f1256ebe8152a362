import { userRegistered } from '@shop/domain-events';
import { eventually } from '@shop/messaging/testing';
import { request } from '@shop/service-testing';
import type { ServiceUnderTest } from '@shop/service-testing';
import { decodeProtectedHeader } from 'jose';
import { prepareUser, signIn } from './testing/user-under-test.js';

// Longer than `eventually` waits, so that a failure shows what was missing and not just that time is up.
jest.setTimeout(30_000);

let shop: ServiceUnderTest;

beforeEach(async () => {
  ({ shop } = await prepareUser());
});
afterEach(() => shop.stop());

interface KeySet {
  readonly keys: readonly Readonly<Record<string, string>>[];
}
const keySet = async (url: string) => (await request(url, 'GET /.well-known/jwks.json')).json as KeySet;

describe('the demo accounts', () => {
  it('are made once by replicas that start together, and left alone by a later start', async () => {
    await Promise.all([shop.replica({ SEED_DEMO: 'true' }), shop.replica({ SEED_DEMO: 'true' })]);
    await shop.query(`UPDATE users SET name = 'Renamed' WHERE email = 'support@shop.test'`);
    const { url } = await shop.replica({ SEED_DEMO: 'true' });
    const rows = await shop.query('SELECT email, name, roles FROM users ORDER BY email');
    expect(rows).toEqual([
      { email: 'admin@shop.test', name: 'Demo Administrator', roles: ['customer', 'admin'] },
      { email: 'customer@shop.test', name: 'Demo Customer', roles: ['customer'] },
      { email: 'support@shop.test', name: 'Renamed', roles: ['customer', 'support'] },
    ]);
    for (const name of ['customer', 'support', 'admin']) await signIn(url, `${name}@shop.test`, 'demo-password');
    const registered = () => shop.published.filter(({ type }) => type === userRegistered.type);
    await eventually(() => expect(registered()).toHaveLength(3));
    const outbox = await shop.query('SELECT key FROM outbox');
    expect(outbox).toHaveLength(3);
  });

  it('are not made unless asked for', async () => {
    await shop.replica();
    const rows = await shop.query('SELECT id FROM users');
    expect(rows).toEqual([]);
  });
});

describe('the signing key', () => {
  it('is one for replicas that start together, and outlives a restart', async () => {
    const replicas = await Promise.all([shop.replica(), shop.replica(), shop.replica()]);
    const sets = await Promise.all(replicas.map(({ url }) => keySet(url)));
    const rows = await shop.query<{ kid: string }>('SELECT kid FROM signing_keys');
    expect(rows).toHaveLength(1);
    for (const { keys } of sets) expect(keys.map(({ kid }) => kid)).toEqual([rows[0]?.kid]);
    const restarted = await shop.replica();
    expect(await keySet(restarted.url)).toEqual(sets[0]);
  });

  it('is published with its public half alone', async () => {
    const { url } = await shop.replica();
    const { keys } = await keySet(url);
    expect(keys).toHaveLength(1);
    expect(Object.keys(keys[0] ?? {}).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
    expect(keys[0]).toMatchObject({ kty: 'RSA', alg: 'RS256', use: 'sig' });
  });

  it('is replaced by the next sign-in once it is retired', async () => {
    const { url } = await shop.replica({ SEED_DEMO: 'true' });
    const [retired] = (await keySet(url)).keys;
    await shop.query('UPDATE signing_keys SET retired_at = now()');
    const { accessToken } = await signIn(url, 'customer@shop.test', 'demo-password');
    const { kid } = decodeProtectedHeader(accessToken);
    expect(kid).not.toBe(retired?.['kid']);
    expect((await keySet(url)).keys.map((key) => key['kid'])).toEqual([kid]);
  });
});

it('is ready once it answers, and names every fault of its configuration', async () => {
  const { url } = await shop.replica();
  expect(await request(url, 'GET /health/ready')).toMatchObject({ status: 200 });
  expect(await request(url, 'GET /health/live')).toMatchObject({ status: 200 });
  const broken = shop.replica({ ACCESS_TOKEN_SECONDS: 'soon', REFRESH_TOKEN_DAYS: '0' });
  await expect(broken).rejects.toThrow(/ACCESS_TOKEN_SECONDS.*\n.*REFRESH_TOKEN_DAYS/);
});
