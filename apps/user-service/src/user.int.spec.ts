import type { Profile, User } from '@shop/api-contracts';
import { userChanged, userRegistered } from '@shop/domain-events';
import { newId } from '@shop/kernel';
import { eventually } from '@shop/messaging/testing';
import type { RunningService } from '@shop/platform';
import { request } from '@shop/service-testing';
import type { RequestOptions, ServiceUnderTest } from '@shop/service-testing';
import { password, prepareUser, signIn } from './testing/user-under-test.js';

// Longer than `eventually` waits, so that a failure shows what was missing and not just that time is up.
jest.setTimeout(30_000);

const anEmail = () => `${newId()}@example.test`;

let shop: ServiceUnderTest;
let service: RunningService;
let other: RunningService;

beforeAll(async () => {
  ({ shop } = await prepareUser());
  service = await shop.replica({ SEED_DEMO: 'true' });
  other = await shop.replica();
});
afterAll(() => shop.stop());

const call = (route: string, options?: RequestOptions) => request(service.url, route, options);
const register = (email: string, at = service) =>
  request(at.url, 'POST /auth/register', { body: { email, password, name: 'Ada' } });
const tokenOf = async (email: string, secret = password) => (await signIn(service.url, email, secret)).accessToken;
const admin = () => tokenOf('admin@shop.test', 'demo-password');
const eventsOf = (userId: string) => shop.publishedFor(userId);

async function newUser(): Promise<User & { token: string }> {
  const email = anEmail();
  const { json } = await register(email);
  return { ...(json as User), token: await tokenOf(email) };
}

describe('registration', () => {
  it('opens an account of a customer and says so to the world', async () => {
    const email = anEmail();
    const headers = { 'x-request-id': 'request-1' };
    const answer = await call('POST /auth/register', { body: { email, password, name: ' Ada ' }, headers });
    expect(answer).toMatchObject({ status: 201, json: { email, name: 'Ada', roles: ['customer'] } });
    const { id } = answer.json as User;
    expect(answer.json).toEqual({ id, email, name: 'Ada', roles: ['customer'] });
    await eventually(() => expect(eventsOf(id)).toHaveLength(1));
    expect(eventsOf(id)[0]).toMatchObject({
      type: userRegistered.type,
      source: '/shop/user-service',
      causationId: 'request-1',
      data: { userId: id, email, name: 'Ada', revision: 1 },
    });
  });

  it('refuses an e-mail address that is taken, compared without case', async () => {
    const email = anEmail();
    await register(email);
    const { status, json } = await register(email.toUpperCase());
    expect(status).toBe(409);
    expect(json).toMatchObject({ type: expect.stringContaining('user.email-taken') as string });
  });

  it('lets one of many win who register one address at the same time, and does not disturb others', async () => {
    const email = anEmail();
    const contenders = Array.from({ length: 12 }, (_, n) =>
      register(n % 3 === 0 ? email.toUpperCase() : email, n % 2 === 0 ? service : other),
    );
    const bystanders = Array.from({ length: 4 }, () => register(anEmail()));
    const statuses = (await Promise.all(contenders)).map(({ status }) => status);
    expect(statuses.sort()).toEqual([201, ...Array.from({ length: 11 }, () => 409)]);
    expect((await Promise.all(bystanders)).map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    const rows = await shop.query('SELECT id FROM users WHERE email_lower = $1', [email]);
    expect(rows).toHaveLength(1);
    const outbox = await shop.query(`SELECT key FROM outbox WHERE lower(value::jsonb->>'email') = $1`, [email]);
    expect(outbox).toHaveLength(1);
  });

  it('names every fault of the request', async () => {
    const body = { email: 'nobody', password: 'short', name: 'Ada', roles: ['admin'] };
    const answer = await call('POST /auth/register', { body });
    expect(answer.status).toBe(400);
    const { errors } = answer.json as { errors: { path: string }[] };
    expect(errors.map(({ path }) => path).sort()).toEqual(['email', 'password', 'roles']);
  });

  it('keeps no password, only its hash', async () => {
    const { id } = await newUser();
    const rows = await shop.query<{ row: string }>('SELECT u::text AS row FROM users u WHERE id = $1', [id]);
    expect(rows[0]?.row).toContain('$argon2id$');
    expect(rows[0]?.row).not.toContain(password);
  });
});

describe('the profile', () => {
  const address = { name: 'Ada', street: '12 St James Square', city: 'London', postalCode: 'SW1Y 4JH', country: 'GB' };

  it('changes in part, and others hear of name and preferences but not of addresses', async () => {
    const { id, email, token } = await newUser();
    const patch = (body: object) => call('PATCH /users/me', { token, body });
    await patch({ addresses: [address] });
    await patch({ name: 'Countess', notificationPreferences: { sms: true } });
    await patch({ name: 'Countess' });
    const { json } = await patch({ notificationPreferences: { push: true } });
    const expected: Profile = {
      id,
      email,
      name: 'Countess',
      roles: ['customer'],
      addresses: [address],
      notificationPreferences: { email: true, sms: true, push: true },
    };
    expect(json).toEqual(expected);
    expect(await call('GET /users/me', { token })).toMatchObject({ status: 200, json: expected });
    await eventually(() => expect(eventsOf(id)).toHaveLength(3));
    expect(eventsOf(id).slice(1)).toMatchObject([
      { type: userChanged.type, data: { revision: 2, notificationPreferences: { sms: true, push: false } } },
      { type: userChanged.type, data: { revision: 3, notificationPreferences: { sms: true, push: true } } },
    ]);
  });

  it('loses none of many changes at the same time', async () => {
    const { id, token } = await newUser();
    const names = Array.from({ length: 10 }, (_, n) => `Ada ${n}`);
    await Promise.all(
      names.map((name, n) => request((n % 2 ? other : service).url, 'PATCH /users/me', { token, body: { name } })),
    );
    await eventually(() => expect(eventsOf(id)).toHaveLength(11));
    const revisions = eventsOf(id).map(({ data }) => (data as { revision: number }).revision);
    expect([...revisions].sort((a, b) => a - b)).toEqual(Array.from({ length: 11 }, (_, n) => n + 1));
  });

  it('is for those who are signed in', async () => {
    expect(await call('GET /users/me')).toMatchObject({ status: 401 });
    expect(await call('GET /users/me', { token: 'forged.token.here' })).toMatchObject({ status: 401 });
  });
});

describe('the list of accounts', () => {
  it('gives an administrator all of them, page by page, oldest first', async () => {
    const token = await admin();
    for (let n = 0; n < 3; n++) await register(anEmail());
    const rows = await shop.query<{ id: string }>('SELECT id FROM users ORDER BY id');
    const listed: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const { json } = await call(`GET /users?limit=2${cursor && `&cursor=${cursor}`}`, { token });
      const page = json as { items: User[]; nextCursor: string | null };
      listed.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(listed).toEqual(rows.map(({ id }) => id));
  });

  it('is closed to others, and refuses a cursor that is not its own', async () => {
    const { token } = await newUser();
    expect(await call('GET /users', { token })).toMatchObject({ status: 403 });
    expect(await call('GET /users?cursor=nonsense', { token: await admin() })).toMatchObject({ status: 400 });
  });
});
