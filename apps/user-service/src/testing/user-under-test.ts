import type { Tokens, User } from '@shop/api-contracts';
import { topics } from '@shop/domain-events';
import { newId } from '@shop/kernel';
import { request, ServiceUnderTest, startLocalServer } from '@shop/service-testing';
import { start } from '../start.js';

export interface UserUnderTest {
  readonly shop: ServiceUnderTest;
  /** A stable address of the service's key set. */
  readonly jwksUrl: string;
}

/** The service between a real database and the memory bus; none runs yet: a test starts as many replicas as it wants. */
export async function prepareUser(): Promise<UserUnderTest> {
  // Passes on to the first replica: its port is known only after it has started, and its JWKS_URL has to be known before.
  const answerTo = async (path: string) => (await fetch(shop.url() + path)).text();
  const keySet = await startLocalServer(({ url = '' }, response) => {
    answerTo(url).then(
      (text) => response.setHeader('content-type', 'application/json').end(text),
      () => response.writeHead(502).end(),
    );
  });
  const jwksUrl = `${keySet.url}/.well-known/jwks.json`;
  const env = { JWKS_URL: jwksUrl };
  const shop = await ServiceUnderTest.start({
    start,
    publishes: [topics.users],
    env,
    replicas: 0,
    companions: [keySet],
  });
  return { shop, jwksUrl };
}

/** Of every account that a test registers. */
export const password = 'a good password';

/** A customer with an e-mail address of their own. */
export async function registerUser(url: string): Promise<User> {
  const body = { email: `${newId()}@example.test`, password, name: 'Ada' };
  return (await request<User>(url, 'POST /auth/register', { body })).json;
}

/** @throws Error unless the sign-in is answered with 200 */
export async function signIn(url: string, email: string, password: string): Promise<Tokens> {
  const { status, json } = await request<Tokens>(url, 'POST /auth/login', { body: { email, password } });
  if (status !== 200) throw new Error(`signing in as ${email} was answered with ${status}`);
  return json;
}
