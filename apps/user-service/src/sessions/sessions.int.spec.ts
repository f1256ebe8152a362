import type { Tokens, User } from '@shop/api-contracts';
import { TokenVerifier } from '@shop/platform';
import type { RunningService } from '@shop/platform';
import { request } from '@shop/service-testing';
import type { ServiceUnderTest } from '@shop/service-testing';
import { decodeJwt } from 'jose';
import { password, prepareUser, registerUser, signIn } from '../testing/user-under-test.js';
import { refreshTokenHash } from './refresh-token.rows.js';

// Longer than `eventually` waits, so that a failure shows what was missing and not just that time is up.
jest.setTimeout(30_000);

let shop: ServiceUnderTest;
let jwksUrl: string;
let service: RunningService;
let other: RunningService;

beforeAll(async () => {
  ({ shop, jwksUrl } = await prepareUser());
  service = await shop.replica({ ACCESS_TOKEN_SECONDS: '600' });
  other = await shop.replica();
});
afterAll(() => shop.stop());

const newUser = () => registerUser(service.url);

async function newSession(): Promise<Tokens & { user: User }> {
  const user = await newUser();
  return { ...(await signIn(service.url, user.email, password)), user };
}

const refresh = (refreshToken: string, at = service) =>
  request(at.url, 'POST /auth/refresh', { body: { refreshToken } });
const statusOfRefresh = async (refreshToken: string) => (await refresh(refreshToken)).status;

async function refreshed(refreshToken: string): Promise<Tokens> {
  const { status, json } = await refresh(refreshToken);
  expect(status).toBe(200);
  return json as Tokens;
}

async function auditOf(userId: string): Promise<string[]> {
  const rows = await shop.query<{ action: string }>('SELECT action FROM audit WHERE subject = $1 ORDER BY id', [
    userId,
  ]);
  return rows.map(({ action }) => action);
}

/** How many tokens of the account could still be swapped. */
async function usableTokens(userId: string): Promise<number> {
  const rows = await shop.query(
    'SELECT 1 FROM refresh_tokens WHERE user_id = $1 AND spent_at IS NULL AND revoked_at IS NULL',
    [userId],
  );
  return rows.length;
}

describe('signing in', () => {
  it('gives a token that every service can verify', async () => {
    const { accessToken, user, ...answer } = await newSession();
    expect(answer).toMatchObject({ tokenType: 'Bearer', expiresIn: 600 });
    const caller = await new TokenVerifier(jwksUrl).verify(accessToken);
    expect(caller).toMatchObject({ id: user.id, roles: ['customer'] });
    const { iss, aud, jti, iat = 0, exp = 0 } = decodeJwt(accessToken);
    expect({ iss, aud, lifetime: exp - iat }).toEqual({ iss: 'shop/user-service', aud: 'shop', lifetime: 600 });
    expect(jti).toBeTruthy();
    expect(await auditOf(user.id)).toEqual(['signed-in']);
  });

  it('does not look at the case of the e-mail address, and is not cached', async () => {
    const { email } = await newUser();
    const answer = await request(service.url, 'POST /auth/login', { body: { email: email.toUpperCase(), password } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('answers alike to an unknown e-mail address and a wrong password, and audits both', async () => {
    const { email, id } = await newUser();
    const wrong = await request(service.url, 'POST /auth/login', { body: { email, password: 'not the password' } });
    const unknown = await request(service.url, 'POST /auth/login', { body: { email: `x${email}`, password } });
    expect(wrong.status).toBe(401);
    expect(unknown.status).toBe(401);
    expect(unknown.json).toEqual(wrong.json);
    expect(await auditOf(id)).toEqual(['sign-in-refused']);
    expect(await auditOf('unknown')).toEqual(['sign-in-refused']);
  });
});

describe('refreshing', () => {
  it('swaps the refresh token, of which only the hash is kept, for a new one of the family', async () => {
    const { refreshToken: first, user } = await newSession();
    const { refreshToken: second, accessToken } = await refreshed(first);
    expect(second).not.toBe(first);
    await expect(new TokenVerifier(jwksUrl).verify(accessToken)).resolves.toMatchObject({ id: user.id });
    const rows = await shop.query<{ token_hash: string; family_id: string; is_spent: boolean }>(
      'SELECT token_hash, family_id, spent_at IS NOT NULL AS is_spent FROM refresh_tokens WHERE user_id = $1',
      [user.id],
    );
    const family = rows[0]?.family_id;
    expect(new Set(rows)).toEqual(
      new Set([
        { token_hash: refreshTokenHash(first), family_id: family, is_spent: true },
        { token_hash: refreshTokenHash(second), family_id: family, is_spent: false },
      ]),
    );
  });

  it('ends the whole family when a spent token is used again, but no other session', async () => {
    const { refreshToken: first, user } = await newSession();
    const elsewhere = await signIn(service.url, user.email, password);
    const { refreshToken: second } = await refreshed(first);
    const { refreshToken: third } = await refreshed(second);
    expect(await statusOfRefresh(first)).toBe(401);
    expect(await statusOfRefresh(third)).toBe(401);
    expect(await statusOfRefresh(elsewhere.refreshToken)).toBe(200);
    expect(await auditOf(user.id)).toEqual(['signed-in', 'signed-in', 'refresh-token-reused']);
  });

  it('lets one of two win who swap one token at the same time, and takes the other for a thief', async () => {
    for (let round = 0; round < 5; round++) {
      const { refreshToken, user } = await newSession();
      const answers = await Promise.all([refresh(refreshToken), refresh(refreshToken, other)]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
      expect(await usableTokens(user.id)).toBe(0);
      expect(await auditOf(user.id)).toEqual(['signed-in', 'refresh-token-reused']);
    }
  });

  it('leaves no successor alive that is issued while its family is being revoked', async () => {
    for (let round = 0; round < 10; round++) {
      const { refreshToken: first, user } = await newSession();
      const { refreshToken: second } = await refreshed(first);
      await Promise.all([refresh(second), refresh(first, other)]);
      expect(await usableTokens(user.id)).toBe(0);
    }
  });

  it('refuses a token that has expired, and lets the family be', async () => {
    const { refreshToken, user } = await newSession();
    await shop.query(`UPDATE refresh_tokens SET expires_at = now() - interval '1 second' WHERE user_id = $1`, [
      user.id,
    ]);
    expect(await statusOfRefresh(refreshToken)).toBe(401);
    expect(await auditOf(user.id)).toEqual(['signed-in']);
  });

  it('forgets tokens that have expired', async () => {
    const { user } = await newSession();
    await shop.query(`UPDATE refresh_tokens SET expires_at = now() - interval '1 day' WHERE user_id = $1`, [user.id]);
    await signIn(service.url, user.email, password);
    const rows = await shop.query('SELECT 1 FROM refresh_tokens WHERE user_id = $1', [user.id]);
    expect(rows).toHaveLength(1);
  });

  it('refuses a token that nobody has issued', async () => {
    expect(await statusOfRefresh('x'.repeat(43))).toBe(401);
  });
});

describe('signing out', () => {
  const signOut = (token: string | undefined, refreshToken: string) =>
    request(service.url, 'POST /auth/logout', { token, body: { refreshToken } });

  it('ends the session, as often as one likes', async () => {
    const { accessToken, refreshToken: first } = await newSession();
    const { refreshToken: second } = await refreshed(first);
    expect(await signOut(accessToken, first)).toMatchObject({ status: 204, json: undefined });
    expect(await signOut(accessToken, first)).toMatchObject({ status: 204 });
    expect(await statusOfRefresh(second)).toBe(401);
  });

  it('leaves the session of somebody else alone', async () => {
    const [mine, theirs] = [await newSession(), await newSession()];
    expect(await signOut(mine.accessToken, theirs.refreshToken)).toMatchObject({ status: 204 });
    expect(await statusOfRefresh(theirs.refreshToken)).toBe(200);
  });

  it('is for those who are signed in', async () => {
    const { refreshToken } = await newSession();
    expect(await signOut(undefined, refreshToken)).toMatchObject({ status: 401 });
    expect(await statusOfRefresh(refreshToken)).toBe(200);
  });

  it('leaves nothing alive when a refresh runs at the same time', async () => {
    for (let round = 0; round < 10; round++) {
      const { accessToken, refreshToken, user } = await newSession();
      await Promise.all([signOut(accessToken, refreshToken), refresh(refreshToken, other)]);
      expect(await usableTokens(user.id)).toBe(0);
    }
  });
});
