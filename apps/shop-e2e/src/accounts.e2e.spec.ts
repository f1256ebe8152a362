import { randomUUID } from 'node:crypto';
import { asAdmin, asCustomer, asNewCustomer, Client, nobody } from './support/client.js';
import { shop } from './support/shop.js';

interface Tokens {
  accessToken: string;
  refreshToken: string;
  tokenType: string;
  expiresIn: number;
}
const newAccount = () => ({ email: `${randomUUID()}@Example.test`, password: 'long-enough-1', name: 'Ada' });

describe('accounts', () => {
  it('can be registered once per e-mail address, whatever its case', async () => {
    const account = newAccount();
    const registered = await nobody.post('/auth/register', account);
    expect(registered.status).toBe(201);
    expect(registered.body).toMatchObject({ name: 'Ada', roles: ['customer'] });
    expect(registered.body).not.toHaveProperty('password');
    const again = await nobody.post('/auth/register', { ...account, email: account.email.toUpperCase() });
    expect(again.status).toBe(409);
  });

  it('answer an unknown address and a wrong password alike', async () => {
    const [unknown, wrong] = await Promise.all([
      nobody.post('/auth/login', { email: 'nobody@shop.test', password: 'demo-password' }),
      nobody.post('/auth/login', { email: 'customer@shop.test', password: 'wrong-password' }),
    ]);
    expect([unknown.status, wrong.status]).toEqual([401, 401]);
    expect({ ...unknown.body, instance: '' }).toEqual({ ...wrong.body, instance: '' });
  });

  it('rotate their refresh tokens and revoke the family of one that is used twice', async () => {
    const account = newAccount();
    await nobody.post('/auth/register', account);
    const first = (
      await nobody.post<Tokens>('/auth/login', account.name ? { email: account.email, password: account.password } : {})
    ).body;
    expect(first).toMatchObject({ tokenType: 'Bearer' });
    const second = await nobody.post<Tokens>('/auth/refresh', { refreshToken: first.refreshToken });
    expect(second.status).toBe(200);
    expect((await nobody.post('/auth/refresh', { refreshToken: first.refreshToken })).status).toBe(401);
    expect((await nobody.post('/auth/refresh', { refreshToken: second.body.refreshToken })).status).toBe(401);
  });

  it('sign out for good', async () => {
    const account = newAccount();
    await nobody.post('/auth/register', account);
    const { body } = await nobody.post<Tokens>('/auth/login', { email: account.email, password: account.password });
    const user = new Client(body.accessToken);
    expect((await user.post('/auth/logout', { refreshToken: body.refreshToken })).status).toBe(204);
    expect((await nobody.post('/auth/refresh', { refreshToken: body.refreshToken })).status).toBe(401);
  });

  it('keep a profile', async () => {
    const customer = await asNewCustomer();
    const changed = await customer.patch('/users/me', {
      name: 'Grace',
      notificationPreferences: { email: true, sms: true, push: false },
    });
    expect(changed.status).toBe(200);
    expect((await customer.get('/users/me')).body).toMatchObject({
      name: 'Grace',
      notificationPreferences: { sms: true },
    });
    expect((await customer.patch('/users/me', { roles: ['admin'] })).status).toBe(400);
  });

  it('get other roles from an admin alone', async () => {
    const [admin, customer] = await Promise.all([asAdmin(), asCustomer()]);
    const { body } = await admin.get<{ items: { id: string; email: string }[] }>('/users?limit=100');
    const id = body.items.find(({ email }) => email === 'support@shop.test')?.id ?? '';
    expect((await customer.get('/users')).status).toBe(403);
    expect((await customer.patch(`/users/${id}/roles`, { roles: ['admin'] })).status).toBe(403);
    expect((await admin.patch(`/users/${id}/roles`, { roles: ['support'] })).status).toBe(200);
    expect((await admin.patch(`/users/${id}/roles`, { roles: ['king'] })).status).toBe(400);
  });

  it('are verified with the published keys', async () => {
    const { keys } = (await (await fetch(`${shop().gateway}/.well-known/jwks.json`)).json()) as {
      keys: { kty: string; d?: string }[];
    };
    expect(keys.length).toBeGreaterThan(0);
    expect(keys.every((key) => key.kty === 'RSA' && key.d === undefined)).toBe(true);
    expect((await new Client('not.a.token').get('/users/me')).status).toBe(401);
    expect((await nobody.get('/users/me')).status).toBe(401);
    const { token } = await asCustomer();
    const [head, payload] = token?.split('.') ?? [];
    expect((await new Client(`${head}.${payload}.AAAA`).get('/users/me')).status).toBe(401);
  });
});
