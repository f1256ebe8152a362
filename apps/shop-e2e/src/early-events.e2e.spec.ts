import { randomUUID } from 'node:crypto';
import { Partitioners } from 'kafkajs';
import { allEvents, productChanged } from '@shop/domain-events';
import { atRest } from './support/at-rest.js';
import { asAdmin, asNewCustomer } from './support/client.js';
import type { Client } from './support/client.js';
import { query } from './support/databases.js';
import { eventually } from './support/eventually.js';
import { deadLetters, endsIfAllIsConsumed, kafka } from './support/kafka.js';
import { newProduct, place, stockOf, until } from './support/orders.js';
import { byReference, outside } from './support/outside.js';
import { seeded, shuffled } from './support/random.js';
import { cancellation, recordOf, stories } from './support/stories.js';
import type { Cast, Story, StoryRecord } from './support/stories.js';

const describeOnKafka = process.env['E2E_BUS'] === 'memory' ? describe.skip : describe;
const SHUFFLES = 20;
const STOCK = 10;

interface Telling {
  readonly name: string;
  readonly story: Story;
  readonly cast: Cast;
  readonly records: readonly StoryRecord[];
}

/** How a story is told: a rearrangement of its records, repetitions allowed. */
type Rearrange = (records: readonly StoryRecord[], story: Story) => readonly StoryRecord[];

/** Each telling is of an order that nobody has placed, so whatever the services do about it is owed to these records alone. */
function tell(name: string, story: Story, cast: Cast, rearrange: Rearrange): Telling {
  const records = rearrange(
    story.events.map((event) => recordOf(event, cast)),
    story,
  );
  // The order service would end each order: here we have to, where the story does not.
  const isEnded = story.about !== 'order' || story.events.some(({ type }) => type === cancellation.type);
  return { name, story, cast, records: isEnded ? records : [...records, recordOf(cancellation, cast)] };
}

function tellings(newCast: (story: Story) => Cast): readonly Telling[] {
  const random = seeded(4);
  const first = allEvents().flatMap(({ type }) => {
    const story = stories.find(({ events }) => events.some((event) => event.type === type));
    if (!story) return [];
    const early: Rearrange = (records) => [...records.filter(({ headers }) => headers['ce_type'] === type), ...records];
    return [tell(`${type} before all that led to it`, story, newCast(story), early)];
  });
  const reversed = stories.map((story) =>
    tell(`${story.name}, told backwards`, story, newCast(story), (records) => [...records].reverse()),
  );
  const mixed = Array.from({ length: SHUFFLES }, (_, n) => {
    const story = stories[n % stories.length] as Story;
    return tell(`${story.name}, told twice in any order (${n})`, story, newCast(story), (records) =>
      shuffled([...records, ...records], random),
    );
  });
  return [...first, ...reversed, ...mixed];
}

describeOnKafka('events that come in another order than they happened', () => {
  let customer: Client;
  let customerId: string;
  let all: readonly Telling[];
  let deadLettersBefore: number;

  const names = tellings(() => ({ orderId: '', customerId: '', sku: '', userId: '' })).map(({ name }) => name);
  const telling = (name: string) => all.find((candidate) => candidate.name === name) as Telling;

  beforeAll(async () => {
    customer = await asNewCustomer();
    customerId = (await customer.get<{ id: string }>('/users/me')).body.id;
    const skus = await Promise.all(names.map(() => newProduct(STOCK)));
    all = tellings((story) => ({
      orderId: randomUUID(),
      customerId,
      sku: story.about === 'order' ? String(skus.pop()) : `EARLY-${randomUUID().slice(0, 18)}`,
      userId: randomUUID(),
    }));
    await atRest();
    deadLettersBefore = await deadLetters();
    await inLockstep(all);
    await atRest();
  }, 300_000);

  it.each(allEvents().map(({ type }) => type))('include %s, as every event of the catalogue', (type) => {
    expect(stories.flatMap(({ events }) => events.map((event) => event.type))).toContain(type);
  });

  it.each(names.filter((name) => !/product|user/.test(name)))(
    '(%s) leave nothing held, taken or sent',
    async (name) => {
      const { orderId, sku } = telling(name).cast;
      expect(await stockOf(sku)).toEqual({ onHand: STOCK, reserved: 0, available: STOCK });
      const charges = byReference(await outside.charges()).get(orderId) ?? [];
      expect(charges.length).toBeLessThanOrEqual(1);
      for (const { amountMinor, refundedMinor } of charges) expect(refundedMinor).toBe(amountMinor);
      const labels = byReference(await outside.labels()).get(orderId) ?? [];
      expect(labels.length).toBeLessThanOrEqual(1);
      for (const { status } of labels) expect(status).toBe('void');
      const twice = await query('notification-service', twiceTold, [orderId]);
      expect(twice).toEqual([]);
    },
  );

  it.each(names.filter((name) => /product/.test(name)))('(%s) leave the latest revision known', async (name) => {
    const { sku } = telling(name).cast;
    const rows = await query('order-service', 'SELECT unit_price_minor::int AS price FROM prices WHERE sku = $1', [
      sku,
    ]);
    expect(rows).toEqual([{ price: productChanged.example.price.amountMinor }]);
  });

  it.each(names.filter((name) => /user/.test(name)))('(%s) leave the latest revision known', async (name) => {
    const { userId } = telling(name).cast;
    const rows = await query('notification-service', 'SELECT revision FROM contacts WHERE user_id = $1', [userId]);
    expect(rows).toEqual([{ revision: 2 }]);
  });

  it('were not simply overlooked: some led to a charge, which then went back, and to a label', async () => {
    const ids = new Set(all.map(({ cast }) => cast.orderId));
    const ours = ({ reference }: { reference: string }) => ids.has(reference);
    expect((await outside.charges()).filter(ours).length).toBeGreaterThan(0);
    expect((await outside.labels()).filter(ours).length).toBeGreaterThan(0);
  });

  it('are no fault of anybody: there are no dead letters', async () => {
    expect(await deadLetters()).toBe(deadLettersBefore);
  });

  it('do not make an order where nobody has placed one', async () => {
    const admin = await asAdmin();
    for (const { story, cast } of all) {
      if (story.about === 'order') expect((await admin.get(`/orders/${cast.orderId}`)).status).toBe(404);
    }
  });

  it('and the shop goes on', async () => {
    const id = await place(customer, { sku: await newProduct(1) });
    await until(customer, id, 'confirmed');
  });
});

const twiceTold = `
  SELECT template, channel, count(*)::int FROM notifications WHERE order_id = $1
  GROUP BY template, channel HAVING count(*) > 1`;

/** The first record of each telling, then the second of each, …: each is consumed before the next is sent. */
async function inLockstep(all: readonly Telling[]): Promise<void> {
  const producer = kafka().producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  const longest = Math.max(...all.map(({ records }) => records.length));
  for (let step = 0; step < longest; step++) {
    for (const { topic, ...message } of all.flatMap(({ records }) => records[step] ?? [])) {
      await producer.send({ topic, messages: [{ ...message, headers: { ...message.headers } }] });
    }
    await eventually('all is consumed', async () => (await endsIfAllIsConsumed()) !== undefined, 60_000);
  }
  await producer.disconnect();
}
