import { GroupCommit } from '@shop/group-commit';
import { newId } from '@shop/kernel';
import type { AnalysisResult } from '@shop/order-analysis-agent';
import { customerId } from '@shop/service-testing';
import type { ServiceUnderTest, SignedRequest } from '@shop/service-testing';
import { Pool } from 'pg';
import { orderOf } from '../../testing/order-requests.js';
import { placeOrder, product, startOrder } from '../../testing/order-under-test.js';
import { suggested } from '../../testing/suggested.js';
import {
  RecordAnalysis,
  RecordAnalysisHandler,
  RecordSuggestions,
  RecordSuggestionsHandler,
} from './record-analysis.js';
import type { AnalysisOrigin } from './record-analysis.js';

jest.setTimeout(40_000);

const staff = { id: newId(), as: ['support'] } as const;

let shop: ServiceUnderTest;
let pool: Pool;
/** Two processes, each with a group commit of its own. */
let replicas: readonly RecordAnalysisHandler[];
beforeAll(async () => {
  shop = await startOrder();
  await shop.tell(product('TEA', 1800));
  pool = new Pool({ connectionString: shop.databaseUrl, max: 6, pipeline: true });
  replicas = [1, 2].map(() => new RecordAnalysisHandler(new GroupCommit(pool)));
});
afterAll(async () => {
  await pool.end();
  await shop.stop();
});

const place = () => placeOrder(shop, orderOf(['TEA', 2]));
const byStaff = (orderId: string): AnalysisOrigin => ({
  orderId,
  requestedBy: staff.id,
  audience: 'staff',
  triggerId: null,
});

async function record(result: AnalysisResult, origin: AnalysisOrigin, replica = 0) {
  const recorded = await replicas[replica]?.execute(new RecordAnalysis(result, origin));
  if (!recorded) throw new Error(`There is no replica ${replica}.`);
  return recorded;
}
const proposalIds = ({ recommendations }: AnalysisResult['analysis']) =>
  recommendations.map(({ proposalId }) => proposalId);
const kept = (orderId: string) =>
  shop.query('SELECT action, status, amount_minor::int AS minor, reason FROM proposals WHERE order_id = $1', [orderId]);
async function listed(orderId: string, options: SignedRequest = {}, query = '') {
  const { status, json } = await shop.request(`GET /orders/${orderId}/analyses${query}`, options);
  expect(status).toBe(200);
  return json as unknown as { readonly items: readonly { readonly id: string }[]; readonly nextCursor: string | null };
}

describe('an analysis by the staff', () => {
  it('is kept as it was answered, and what it suggests waits for a person', async () => {
    const orderId = await place();
    const answered = await record(suggested({ action: 'refund', orderId, amountMinor: 700 }), byStaff(orderId));
    expect(answered).toMatchObject({ orderId, recommendations: [{ proposalId: expect.any(String) as string }] });
    expect(await kept(orderId)).toEqual([{ action: 'refund', status: 'pending', minor: 700, reason: 'try refund' }]);
    expect((await listed(orderId, staff)).items).toEqual([answered]);
  });

  it('refers to what is proposed already, whatever process proposes it at the same time', async () => {
    const orderId = await place();
    const answers = await Promise.all(
      [0, 1, 0, 1, 0, 1].map((replica) =>
        record(suggested({ action: 'cancel', orderId }, { action: 'resend', orderId }), byStaff(orderId), replica),
      ),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(proposalIds(answer)))).size).toBe(1);
    expect(await kept(orderId)).toHaveLength(2);
  });

  it('proposes anew what was decided on, and not what is approved and still to be done', async () => {
    const orderId = await place();
    const again = async () => proposalIds(await record(suggested({ action: 'cancel', orderId }), byStaff(orderId)))[0];
    const first = await again();
    const decided = (status: string) =>
      shop.query(`UPDATE proposals SET status = $2, decision = '{}' WHERE id = $1`, [first, status]);
    await decided('approved');
    expect(await again()).toBe(first);
    await decided('rejected');
    expect(await again()).not.toBe(first);
  });

  it('keeps letters apart that are to be put back', async () => {
    const orderId = await place();
    const letter = (service: string) => `${service}.${newId()}`;
    const [one, other] = [letter('payment-service'), letter('order-service')];
    const redrive = (deadLetterId: string) => ({ action: 'redrive', orderId, deadLetterId }) as const;
    const ids = proposalIds(await record(suggested(redrive(one), redrive(other), redrive(one)), byStaff(orderId)));
    expect(ids[0]).toBe(ids[2]);
    expect(new Set(ids).size).toBe(2);
  });

  it('proposes nothing about another order, and nothing that nobody could do', async () => {
    const [orderId, other] = [await place(), await place()];
    const wanted = suggested(
      { action: 'cancel', orderId: other },
      { action: 'refund', orderId, amountMinor: 3601 },
      { action: 'refund', orderId, amountMinor: -1 },
      { action: 'redrive', orderId, deadLetterId: '../../users' },
    );
    expect(proposalIds(await record(wanted, byStaff(orderId)))).toEqual([null, null, null, null]);
    expect([...(await kept(orderId)), ...(await kept(other))]).toEqual([]);
  });
});

describe('an analysis for a customer', () => {
  it('proposes nothing, and is all that they see', async () => {
    const orderId = await place();
    const ofStaff = await record(suggested(), byStaff(orderId));
    const origin = { orderId, requestedBy: customerId, audience: 'owner', triggerId: null } as const;
    const theirs = await record(suggested({ action: 'refund', orderId }), origin);
    expect(proposalIds(theirs)).toEqual([null]);
    expect(await kept(orderId)).toEqual([]);
    expect((await listed(orderId)).items).toEqual([theirs]);
    expect((await listed(orderId, staff)).items).toEqual([theirs, ofStaff]);
  });

  it('is nobody else’s: to others the order does not exist', async () => {
    const orderId = await place();
    expect((await shop.request(`GET /orders/${orderId}/analyses`, { id: newId() })).status).toBe(404);
    expect((await shop.request(`GET /orders/${newId()}/analyses`, staff)).status).toBe(404);
  });
});

describe('an analysis that something has led to', () => {
  it('is stored once, however often and wherever it is made', async () => {
    const orderId = await place();
    const origin = { orderId, requestedBy: null, audience: 'staff', triggerId: `event-of-${orderId}` } as const;
    const answers = await Promise.all([0, 1, 0, 1].map((replica) => record(suggested(), origin, replica)));
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    expect(await record(suggested(), origin)).toEqual(answers[0]);
    expect((await listed(orderId, staff)).items).toEqual([answers[0]]);
  });
});

it('lists analyses page by page, newest first', async () => {
  const orderId = await place();
  const ids: string[] = [];
  for (let n = 0; n < 5; n++) ids.unshift((await record(suggested(), byStaff(orderId))).id);
  const first = await listed(orderId, staff, '?limit=3');
  const second = await listed(orderId, staff, `?limit=3&cursor=${first.nextCursor}`);
  expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids);
  expect(second.nextCursor).toBeNull();
  expect((await shop.request(`GET /orders/${orderId}/analyses?cursor=x`, staff)).status).toBe(400);
});

it('keeps of an answer to a question what it suggests, about whichever order, and not the answer', async () => {
  const [one, other] = [await place(), await place()];
  const handler = new RecordSuggestionsHandler(new GroupCommit(pool));
  const wanted = suggested(
    { action: 'cancel', orderId: one },
    { action: 'resend', orderId: other },
    { action: 'cancel', orderId: newId() },
  );
  const answer = await handler.execute(new RecordSuggestions(wanted));
  expect(proposalIds(answer)).toEqual([expect.any(String), expect.any(String), null]);
  expect([...(await kept(one)), ...(await kept(other))]).toHaveLength(2);
  expect((await listed(one, staff)).items).toEqual([]);
});
