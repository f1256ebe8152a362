import { Controller, Get, Module } from '@nestjs/common';
import { defineRoute } from '@shop/api-contracts';
import type { Access, InputOf } from '@shop/api-contracts';
import { z } from 'zod';
import { Input, ServeRoute } from '../route/serve-route.js';
import { startService } from '../start/start-service.js';
import type { RunningService } from '../start/start-service.js';
import { startTokenIssuer } from '../testing/index.js';
import type { TokenIssuer } from '../testing/index.js';
import { CurrentCaller } from './caller.js';
import type { Caller } from './caller.js';

const get = (path: string, access: Access) =>
  defineRoute({ method: 'GET', path, owner: 'order-service', access, summary: path, status: 200, answer: z.unknown() });
const open = get('/open', 'anyone');
const signedIn = get('/signed-in', 'signed-in');
const staff = get('/staff', ['support', 'admin']);
const change = defineRoute({
  method: 'PATCH',
  path: '/things/:id',
  owner: 'order-service',
  access: 'signed-in',
  summary: 'Changes a thing.',
  params: z.object({ id: z.coerce.number() }),
  body: z.strictObject({ name: z.string() }),
  status: 202,
  answer: z.unknown(),
});

@Controller()
class ProbeController {
  @ServeRoute(open)
  open(@CurrentCaller() caller: Caller | undefined) {
    return { caller: caller?.id ?? null };
  }

  @ServeRoute(signedIn)
  signedIn(@CurrentCaller() { id, roles, token }: Caller) {
    return { id, roles, token };
  }

  @ServeRoute(staff)
  staff() {
    return {};
  }

  @ServeRoute(change)
  change(@Input() input: InputOf<typeof change>, @CurrentCaller() caller: Caller) {
    return { ...input, by: caller.id };
  }

  @Get('undeclared')
  undeclared() {
    return {};
  }
}

@Module({ controllers: [ProbeController] })
class ProbeModule {}

describe('access to a route', () => {
  let issuer: TokenIssuer;
  let service: RunningService;
  const start = (jwksUrl: string) =>
    startService({
      name: 'probe',
      config: { HOST: '127.0.0.1', PORT: 0, LOG_LEVEL: 'silent', LOG_FORMAT: 'json', JWKS_URL: jwksUrl },
      module: ProbeModule,
    });

  beforeAll(async () => {
    issuer = await startTokenIssuer();
    service = await start(issuer.jwksUrl);
  });
  afterAll(async () => {
    await service.stop();
    await issuer.close();
  });

  async function ask(path: string, token?: string, init: RequestInit = {}, at = service) {
    const headers = { ...(token && { authorization: `Bearer ${token}` }), ...init.headers };
    const response = await fetch(at.url + path, { ...init, headers });
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as Record<string, unknown>,
    };
  }

  it('is open to anyone where the route says so', async () => {
    expect(await ask('/open')).toMatchObject({ status: 200, body: { caller: null } });
  });

  it('knows the caller of an open route who has a token', async () => {
    expect((await ask('/open', await issuer.tokenFor({ id: 'u-1' }))).body).toEqual({ caller: 'u-1' });
  });

  it('treats an expired token on an open route as none', async () => {
    const token = await issuer.tokenFor({ id: 'u-1', expiresIn: -10 });
    expect(await ask('/open', token)).toMatchObject({ status: 200, body: { caller: null } });
  });

  it('needs a token elsewhere', async () => {
    const { status, headers } = await ask('/signed-in');
    expect([status, headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
  });

  it('gives the handler the caller, with the token to hand on', async () => {
    const token = await issuer.tokenFor({ id: 'u-1', roles: ['support'] });
    expect((await ask('/signed-in', token)).body).toEqual({ id: 'u-1', roles: ['support'], token });
  });

  it.each([
    ['has expired', { id: 'u', expiresIn: -10 }],
    ['is from another issuer', { id: 'u', issuer: 'elsewhere' }],
    ['is for another audience', { id: 'u', audience: 'elsewhere' }],
  ])('refuses a token that %s', async (_why, claims) => {
    expect((await ask('/signed-in', await issuer.tokenFor(claims))).status).toBe(401);
  });

  it('refuses a token that was tampered with, is unsigned or is no token', async () => {
    const [header, , signature] = (await issuer.tokenFor({ id: 'u-1' })).split('.');
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const forged = part({ sub: 'admin', roles: ['admin'], iss: 'shop/user-service', aud: 'shop', exp: 9_999_999_999 });
    for (const token of [`${header}.${forged}.${signature}`, `${part({ alg: 'none' })}.${forged}.`, 'nonsense']) {
      expect((await ask('/signed-in', token)).status).toBe(401);
    }
  });

  it('refuses a token by keys that the user service does not publish', async () => {
    const stranger = await startTokenIssuer();
    expect((await ask('/signed-in', await stranger.tokenFor({ id: 'u' }))).status).toBe(401);
    await stranger.close();
  });

  it('is for the roles that the route names', async () => {
    expect((await ask('/staff', await issuer.tokenFor({ id: 'u' }))).status).toBe(403);
    expect((await ask('/staff', await issuer.tokenFor({ id: 'u', roles: ['customer', 'admin'] }))).status).toBe(200);
  });

  it('is closed to everybody where nothing is declared', async () => {
    expect((await ask('/undeclared', await issuer.tokenFor({ id: 'u', roles: ['admin'] }))).status).toBe(403);
  });

  it('gives parsed input and the status of the route', async () => {
    const init = { method: 'PATCH', headers: { 'content-type': 'application/json' }, body: '{"name":"n"}' };
    const answer = await ask('/things/7', await issuer.tokenFor({ id: 'u-1' }), init);
    expect(answer).toMatchObject({
      status: 202,
      body: { params: { id: 7 }, query: {}, body: { name: 'n' }, by: 'u-1' },
    });
  });

  it('answers invalid input with all faults', async () => {
    const init = { method: 'PATCH', headers: { 'content-type': 'application/json' }, body: '{"colour":"red"}' };
    const { status, body } = await ask('/things/x', await issuer.tokenFor({ id: 'u-1' }), init);
    const paths = (body['errors'] as { path: string }[]).map(({ path }) => path);
    expect([status, paths]).toEqual([400, ['params.id', 'name', 'colour']]);
  });

  it('is 503 while the keys cannot be had, and open routes stay open', async () => {
    const down = await start('http://127.0.0.1:1/jwks.json');
    const token = await issuer.tokenFor({ id: 'u' });
    const refusal = await ask('/signed-in', token, {}, down);
    expect([refusal.status, refusal.headers.get('retry-after')]).toEqual([503, '1']);
    expect((await ask('/open', token, {}, down)).status).toBe(200);
    await down.stop();
  });

  it('fetches the keys once, not once per request', async () => {
    const before = issuer.requests();
    const fresh = await start(issuer.jwksUrl);
    const token = await issuer.tokenFor({ id: 'u' });
    for (let n = 0; n < 5; n++) await ask('/signed-in', token, {}, fresh);
    expect(issuer.requests() - before).toBe(1);
    await fresh.stop();
  });
});
