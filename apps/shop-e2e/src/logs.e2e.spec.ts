import { randomUUID } from 'node:crypto';
import { upstreams } from '@shop/api-contracts';
import { logLine } from '@shop/platform';
import type { LogLine } from '@shop/platform';
import { asAdmin, Client, nobody } from './support/client.js';
import { query } from './support/databases.js';
import { openLetter } from './support/dead-letters.js';
import { eventually } from './support/eventually.js';
import { hasLogFiles, logLines } from './support/logs.js';
import { newProduct, place, until } from './support/orders.js';
import { pidOf, restarted } from './support/shop.js';

const mark = randomUUID().slice(0, 8);
const person = {
  email: `planted-${mark}@secret.example`,
  password: `planted-password-${mark}`,
  name: `Planted Person ${mark}`,
};
const home = { name: person.name, street: `Planted Street ${mark}`, city: `Plantedton ${mark}`, country: 'CH' };
const orderBy = (sku: string, token: string) => ({
  items: [{ sku, quantity: 1 }],
  shippingAddress: { ...home, postalCode: `P${mark}` },
  payment: { method: 'card', token },
});
const services = [...upstreams, 'api-gateway'] as const;
const orders: Record<string, string> = {};
const secrets = new Set<string>([...Object.values(person), home.street, home.city, `P${mark}`, 'tok_flaky', mark]);

async function register(): Promise<Client> {
  expect((await nobody.post('/auth/register', person)).status).toBe(201);
  const { email, password } = person;
  const { status, body } = await nobody.post<{ accessToken: string; refreshToken: string }>('/auth/login', {
    email,
    password,
  });
  expect(status).toBe(200);
  for (const token of [body.accessToken, body.refreshToken]) secrets.add(token);
  return new Client(body.accessToken);
}

/** Everything that clients get wrong with what only they should know. */
async function fumble(customer: Client, sku: string): Promise<void> {
  const wrong = [
    nobody.post('/auth/login', { email: person.email, password: `${person.password}-wrong` }),
    nobody.post('/auth/login', person),
    nobody.post('/auth/register', person),
    nobody.post('/auth/register', { ...person, email: `${person.email}@`, extra: person.password }),
    nobody.post('/auth/refresh', { refreshToken: `planted-token-${mark}` }),
    nobody.call('POST', '/auth/login', { raw: `{"email":"${person.email}","password":"${person.password}` }),
    nobody.get(`/users/me?token=${person.password}`, { headers: { authorization: `Bearer ${person.password}` } }),
    customer.post('/orders', { ...orderBy(sku, 'tok_visa'), note: home.street }),
    customer.post('/orders', { ...orderBy(sku, 'tok_visa'), items: [{ sku: mark, quantity: 0 }] }),
  ];
  for (const { status } of await Promise.all(wrong)) expect(status).toBeGreaterThanOrEqual(400);
}

/** The shipping service's database refuses the row that has the address, as a bug or a forgotten migration would make it. */
async function breakShipments(): Promise<() => Promise<void>> {
  const name = `broken_${randomUUID().slice(0, 8)}`;
  const check = `CHECK (shipments::text NOT LIKE '%${mark}%')`;
  await query('shipping-service', `ALTER TABLE shipments ADD CONSTRAINT ${name} ${check} NOT VALID`);
  return async () => void (await query('shipping-service', `ALTER TABLE shipments DROP CONSTRAINT ${name}`));
}

async function meetDatabaseError(admin: Client, customer: Client, sku: string): Promise<void> {
  const mend = await breakShipments();
  const { body } = await customer.post<{ id: string }>('/orders', orderBy(sku, 'tok_visa'));
  orders['broken'] = body.id;
  const letter = await openLetter('shipping-service', body.id);
  await mend();
  expect((await admin.post(`/admin/dead-letters/${letter.id}/redrive`)).status).toBe(202);
  await until(customer, body.id, 'confirmed');
}

const parsed = () => [...logLines().values()].flat().flatMap((line) => lineIn(line) ?? []);
const linesOf = (order: string | undefined) => parsed().filter(({ orderId }) => orderId === order);

(hasLogFiles() ? describe : describe.skip)('the logs of all processes', () => {
  let admin: Client;
  beforeAll(async () => {
    admin = await asAdmin();
    for (const service of services) {
      const change = await admin.call('PUT', `/admin/log-level?service=${service}`, {
        body: { level: 'trace', minutes: 10 },
      });
      expect(change.status).toBe(200);
    }
    const [sku, customer] = [await newProduct(10), await register()];
    await fumble(customer, sku);
    const flaky = await customer.post<{ id: string }>('/orders', orderBy(sku, 'tok_flaky'));
    orders['flaky'] = flaky.body.id;
    await until(customer, flaky.body.id, 'confirmed', 60_000);
    await until(customer, await place(customer, { sku, postalCode: '00000' }), 'cancelled');
    await meetDatabaseError(admin, customer, sku);
    const pid = pidOf('notification-service');
    process.kill(pid, 'SIGTERM');
    await restarted('notification-service', pid);
    const stopped = () => parsed().some(({ msg }) => msg === 'stopped');
    await eventually('the service has said that it stopped', stopped);
  }, 180_000);
  afterAll(async () => {
    for (const service of services) {
      await admin.call('PUT', `/admin/log-level?service=${service}`, { body: { level: 'info' } });
    }
  });

  it('are JSON of one schema, in every situation', () => {
    const faults = [...logLines()].flatMap(([file, lines]) => lines.flatMap((line) => faultOf(file, line)));
    expect(faults).toEqual([]);
    const said = new Set(parsed().map(({ level, context }) => `${level} ${context}`));
    for (const situation of ['debug http', 'info main', 'info database', 'warn IntentRunner', 'error EventConsumer']) {
      expect(said).toContain(situation);
    }
  });

  it('name the order in a field of its own: a call to the provider that failed, an event that could not be handled', () => {
    expect(linesOf(orders['flaky'])).toContainEqual(
      expect.objectContaining({ service: 'payment-service', context: 'IntentRunner', level: 'warn' }),
    );
    expect(linesOf(orders['broken'])).toContainEqual(
      expect.objectContaining({ service: 'shipping-service', level: 'error', traceId: expect.any(String) as string }),
    );
    expect(linesOf(orders['flaky'])).toContainEqual(
      expect.objectContaining({ service: 'api-gateway', context: 'http', userId: expect.any(String) as string }),
    );
  });

  it('show no secret and nothing of a person', () => {
    const everything = [...logLines().entries()].flatMap(([file, lines]) => lines.map((line) => `${file}: ${line}`));
    expect(everything.length).toBeGreaterThan(100);
    const leaks = everything.filter((line) => [...secrets].some((secret) => line.includes(secret)));
    expect(leaks).toEqual([]);
  });
});

function lineIn(text: string): LogLine | undefined {
  try {
    return JSON.parse(text) as LogLine;
  } catch {
    return undefined;
  }
}

function faultOf(file: string, text: string): readonly string[] {
  const { error } = logLine.safeParse(lineIn(text));
  return error ? [`${file}: ${text}: ${error.message}`] : [];
}
