import { newId } from '@shop/kernel';
import { Pool } from 'pg';
import { AgentBench, asking, wellFormed } from '../testing/agent-bench.js';
import { Budget } from './budget.js';
import type { DailyBudget } from './budget.js';
import { AUTOMATIC } from './payers.js';

let bench: AgentBench;
beforeAll(async () => (bench = await AgentBench.start()));
afterEach(() => bench.clear());
afterAll(() => bench.stop());

const limits: DailyBudget = { userMicroUsd: 100, automaticMicroUsd: 50, allMicroUsd: 250 };
const call = {
  model: 'm',
  outcome: 'answered',
  inputTokens: 1,
  cacheReadTokens: 2,
  cacheWriteTokens: 3,
  outputTokens: 4,
};

function reserving(microUsd: number, payer = 'ann', budget = new Budget(bench.pool, limits), withinMs = 60_000) {
  return budget.reserve({ analysisId: newId(), payer, microUsd, withinMs });
}

async function spent(payer: string): Promise<object | undefined> {
  const found = await bench.pool.query<object>(
    'SELECT calls, input_tokens, output_tokens, cost_micro_usd FROM analysis_spending WHERE payer = $1',
    [payer],
  );
  return found.rows[0];
}

describe('the budget of a day', () => {
  it('has room up to its limit, and not for more', async () => {
    await reserving(60);
    await reserving(40);
    await expect(reserving(1)).rejects.toMatchObject({ kind: 'exhausted', code: 'analysis.budget-exhausted' });
  });

  it('says how long it is until the next day, UTC', async () => {
    const midnight = new Date().setUTCHours(24, 0, 0, 0);
    const refusal = (await reserving(101).catch((error: unknown) => error)) as { retryAfterMs: number };
    expect(Math.abs(Date.now() + refusal.retryAfterMs - midnight)).toBeLessThan(5_000);
  });

  it('has one limit for a person, one for what nobody asked for, and one for all', async () => {
    await expect(reserving(51, AUTOMATIC)).rejects.toMatchObject({ kind: 'exhausted' });
    await reserving(50, AUTOMATIC);
    await reserving(100, 'ann');
    await reserving(100, 'bob');
    await expect(reserving(1, 'eve')).rejects.toMatchObject({ kind: 'exhausted' });
  });

  it('takes a call out of what was put aside, and gives back the rest', async () => {
    const reservation = await reserving(100);
    await reservation.book({ ...call, costMicroUsd: 30 });
    await expect(reserving(1)).rejects.toMatchObject({ kind: 'exhausted' });
    await reservation.book({ ...call, costMicroUsd: 10 });
    await reservation.release();
    await expect(reserving(61)).rejects.toMatchObject({ kind: 'exhausted' });
    await reserving(60);
    const sums = { calls: 2, input_tokens: '2', output_tokens: '8', cost_micro_usd: '40' };
    expect(await spent('ann')).toEqual(sums);
    expect(await spent('*')).toEqual(sums);
  });

  it('forgets what a process has put aside that is gone', async () => {
    await reserving(100, 'ann', undefined, 0);
    await reserving(100, 'ann');
  });

  it('does not give the last cents to two replicas', async () => {
    const other = new Pool({ connectionString: bench.url });
    try {
      const replicas = [new Budget(bench.pool, limits), new Budget(other, limits)];
      const asked = Array.from({ length: 40 }, (_, at) => reserving(10, `user-${at % 4}`, replicas[at % 2]));
      const settled = await Promise.allSettled(asked);
      const taken = settled.filter(({ status }) => status === 'fulfilled').length;
      expect(taken).toBe(25);
    } finally {
      await other.end();
    }
  });

  it('books calls of many at a time', async () => {
    const reservations = await Promise.all(['ann', 'bob', 'eve'].map((payer) => reserving(50, payer)));
    const calls = reservations.flatMap((reservation) => Array.from({ length: 10 }, () => reservation));
    await Promise.all(calls.map((reservation) => reservation.book({ ...call, costMicroUsd: 5 })));
    expect(await spent('*')).toMatchObject({ calls: 30, cost_micro_usd: '150' });
    expect(await spent('bob')).toMatchObject({ calls: 10, cost_micro_usd: '50' });
  });
});

describe('an analysis', () => {
  const poor = { userMicroUsd: 0, automaticMicroUsd: 0, allMicroUsd: 1_000_000 };

  it('is booked: each call, and the sums of the day', async () => {
    bench.play({ answer: { json: wellFormed(), usage: { input: 1_000, output: 200, cacheWrite: 4_000 } } });
    const { analysis } = await bench.agent().analyse(asking({ payer: 'ann' }).request);
    // 1000 × 0.1 + 4000 × 0.125 + 200 × 0.5
    expect(analysis.usage.estimatedCostMicroUsd).toBe(700);
    const { rows } = await bench.pool.query('SELECT * FROM analysis_model_calls');
    const booked = { analysis_id: analysis.id, payer: 'ann', model: 'claude-haiku-5-5', outcome: 'answered' };
    expect(rows).toMatchObject([{ ...booked, cache_write_tokens: '4000', cost_micro_usd: '700' }]);
    expect(await spent('ann')).toMatchObject({ calls: 1, cost_micro_usd: '700' });
    expect((await bench.pool.query('SELECT 1 FROM analysis_reservations')).rowCount).toBe(0);
  });

  it('is refused to a person who has used up the day', async () => {
    const asked = bench.agent({ budget: poor }).analyse(asking().request);
    await expect(asked).rejects.toMatchObject({ kind: 'exhausted', code: 'analysis.budget-exhausted' });
  });

  it('that nobody has asked for is left to the rules then', async () => {
    const { request } = asking({ payer: AUTOMATIC, trigger: 'cancelled' });
    const { analysis } = await bench.agent({ budget: poor }).analyse(request);
    expect(analysis).toMatchObject({ source: 'rules', degraded: { reason: 'budget_exhausted' }, trigger: 'cancelled' });
  });

  it('by the rules alone is refused to nobody', async () => {
    const { analysis } = await bench.agent({ budget: poor, apiKey: undefined }).analyse(asking().request);
    expect(analysis).toMatchObject({ source: 'rules', degraded: null });
  });

  it('is left to the rules when nobody can say what has been spent', async () => {
    await bench.pool.query('ALTER TABLE analysis_spending RENAME TO elsewhere');
    try {
      const { analysis } = await bench.agent().analyse(asking().request);
      expect(analysis).toMatchObject({ source: 'rules', degraded: { reason: 'model_unavailable' } });
    } finally {
      await bench.pool.query('ALTER TABLE elsewhere RENAME TO analysis_spending');
    }
  });
});
