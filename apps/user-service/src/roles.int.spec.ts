import type { Tokens } from '@shop/api-contracts';
import { newId } from '@shop/kernel';
import { TokenVerifier } from '@shop/platform';
import type { RunningService } from '@shop/platform';
import { request } from '@shop/service-testing';
import type { ServiceUnderTest } from '@shop/service-testing';
import { password, prepareUser, registerUser, signIn } from './testing/user-under-test.js';

// Longer than `eventually` waits, so that a failure shows what was missing and not just that time is up.
jest.setTimeout(30_000);

let shop: ServiceUnderTest;
let jwksUrl: string;
let service: RunningService;
let other: RunningService;
let admin: Tokens & { id: string };

beforeAll(async () => {
  ({ shop, jwksUrl } = await prepareUser());
  service = await shop.replica({ SEED_DEMO: 'true' });
  other = await shop.replica();
  const tokens = await signIn(service.url, 'admin@shop.test', 'demo-password');
  admin = { ...tokens, id: await idOf('admin@shop.test') };
});
afterAll(() => shop.stop());

async function idOf(email: string): Promise<string> {
  const rows = await shop.query<{ id: string }>('SELECT id FROM users WHERE email = $1', [email]);
  return rows[0]?.id ?? 'none';
}

const newUser = () => registerUser(service.url);

const setRoles = (id: string, roles: readonly string[], { token = admin.accessToken, at = service } = {}) =>
  request(at.url, `PATCH /users/${id}/roles`, { token, body: { roles } });

it('puts new roles into the tokens of the next refresh and the next sign-in', async () => {
  const { id, email } = await newUser();
  const before = await signIn(service.url, email, password);
  expect(await setRoles(id, ['support', 'customer'])).toMatchObject({
    status: 200,
    json: { id, roles: ['customer', 'support'] },
  });
  const body = { refreshToken: before.refreshToken };
  const refreshed = (await request(service.url, 'POST /auth/refresh', { body })).json as Tokens;
  const anew = await signIn(service.url, email, password);
  const verifier = new TokenVerifier(jwksUrl);
  const rolesIn = async (tokens: Tokens) => (await verifier.verify(tokens.accessToken)).roles;
  expect(await rolesIn(before)).toEqual(['customer']);
  expect(await rolesIn(refreshed)).toEqual(['customer', 'support']);
  expect(await rolesIn(anew)).toEqual(['customer', 'support']);
});

it('audits who changed what, and nothing when nothing changes', async () => {
  const { id } = await newUser();
  await setRoles(id, ['support']);
  await setRoles(id, ['support']);
  const rows = await shop.query('SELECT actor, action, detail FROM audit WHERE subject = $1', [id]);
  expect(rows).toEqual([{ actor: admin.id, action: 'roles-changed', detail: { from: ['customer'], to: ['support'] } }]);
});

it('is for administrators, and knows an account that does not exist', async () => {
  const { id, email } = await newUser();
  const { accessToken: token } = await signIn(service.url, email, password);
  expect(await setRoles(id, ['admin'], { token })).toMatchObject({ status: 403 });
  expect(await setRoles(newId(), ['admin'])).toMatchObject({ status: 404 });
  expect(await setRoles(id, ['owner'])).toMatchObject({ status: 400 });
});

it('refuses to take the role from the last administrator', async () => {
  const { status, json } = await setRoles(admin.id, ['customer']);
  expect(status).toBe(409);
  expect(json).toMatchObject({ type: expect.stringContaining('user.last-admin') as string });
});

it('leaves one administrator when two take the role from each other at the same time', async () => {
  for (let round = 0; round < 5; round++) {
    const second = await newUser();
    await setRoles(second.id, ['customer', 'admin']);
    const answers = await Promise.all([
      setRoles(second.id, ['customer']),
      setRoles(admin.id, ['customer'], { at: other }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const rows = await shop.query<{ id: string }>(`SELECT id FROM users WHERE 'admin' = ANY (roles)`);
    expect(rows).toHaveLength(1);
    await shop.query(`UPDATE users SET roles = '{customer,admin}' WHERE id = $1`, [admin.id]);
    await shop.query(`UPDATE users SET roles = '{customer}' WHERE id = $1`, [second.id]);
  }
});

it('keeps roles and profile when both change at the same time', async () => {
  const { id, email } = await newUser();
  const { accessToken: token } = await signIn(service.url, email, password);
  const rename = (name: string) => request(other.url, 'PATCH /users/me', { token, body: { name } });
  for (let round = 0; round < 5; round++) {
    const roles = round % 2 ? ['customer'] : ['customer', 'support'];
    await Promise.all([setRoles(id, roles), rename(`Ada ${round}`)]);
    const { json } = await request(service.url, 'GET /users/me', { token });
    expect(json).toMatchObject({ roles, name: `Ada ${round}` });
  }
});
