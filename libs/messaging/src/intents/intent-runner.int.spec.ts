import { GroupCommit } from '@shop/group-commit';
import { freshDatabase } from '@shop/group-commit/testing';
import type { FreshDatabase } from '@shop/group-commit/testing';
import { currentContext, runInContext, unavailable } from '@shop/kernel';
import { Pool } from 'pg';
import { CreateMessaging1763600000002 } from '../migrations.js';
import { IntentRunner } from './intent-runner.js';
import type { IntentHandler } from './intent-runner.js';
import { intend, intentOutcomes, intents } from './intents.js';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

describe('IntentRunner', () => {
  let database: FreshDatabase;
  let pool: Pool;
  let group: GroupCommit;
  const runners: IntentRunner[] = [];

  beforeAll(async () => {
    database = await freshDatabase();
    pool = new Pool({ connectionString: database.url });
    await new CreateMessaging1763600000002().up({ query: (sql: string) => pool.query(sql) } as never);
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });
  beforeEach(async () => {
    await pool.query('TRUNCATE intents');
    group = new GroupCommit(pool);
    group.rememberTriggers('intent', intentOutcomes);
  });
  afterEach(async () => {
    await Promise.all(runners.splice(0).map((runner) => runner.stop()));
  });

  const run = (handler: IntentHandler<{ n: number }>, settings = {}) => {
    const runner = new IntentRunner(pool, quiet, { pollMs: 50, ...settings });
    runner.handle('call', handler);
    group.onCommitted(intents, () => runner.wake());
    runners.push(runner);
    runner.start();
    return runner;
  };
  const wish = (n: number) =>
    runInContext({ causationId: 'event-1', correlationId: 'order-1' }, () =>
      group.submit({ reads: [], decide: (unit) => unit.append(intents, intend('call', { n })) }),
    );
  const recordOutcome = () => group.submit({ reads: [], decide: () => undefined });
  const left = async () => (await pool.query<{ n: number }>('SELECT count(*)::int AS n FROM intents')).rows[0]?.n;
  const until = async (met: () => boolean | Promise<boolean>) => {
    for (const deadline = Date.now() + 10_000; !(await met()); await new Promise((resolve) => setTimeout(resolve, 5))) {
      if (Date.now() > deadline) throw new Error('not in time');
    }
  };

  it('makes the call with the context of its cause, and ends with the outcome', async () => {
    const seen: unknown[] = [];
    run(async (payload, { attempt }) => {
      const { causationId, correlationId } = currentContext() ?? {};
      seen.push({ payload, attempt, causationId, correlationId });
      await recordOutcome();
    });
    await wish(7);
    await until(async () => (await left()) === 0);
    expect(seen).toEqual([{ payload: { n: 7 }, attempt: 1, causationId: 'event-1', correlationId: 'order-1' }]);
  });

  it('asks again with the same id until there is an outcome', async () => {
    const attempts: string[] = [];
    run(async (_, { id, attempt }) => {
      attempts.push(id);
      if (attempt < 3) throw unavailable('provider.unavailable', 'not now');
      await recordOutcome();
    });
    await wish(1);
    await until(async () => (await left()) === 0);
    expect(attempts).toHaveLength(3);
    expect(new Set(attempts).size).toBe(1);
  });

  it('finds the wish of a process that died during the call, once its lease has run out', async () => {
    let calls = 0;
    await wish(1);
    // The dead process: it had claimed the intent and never came back.
    await pool.query(`UPDATE intents SET attempts = 1, claimed_until = now() + interval '300 milliseconds'`);
    run(async (_, { attempt }) => {
      calls = attempt;
      await recordOutcome();
    });
    await until(async () => (await left()) === 0);
    expect(calls).toBe(2);
  });

  it('runs no more calls at once than it may, and shares them with other replicas', async () => {
    const state = { running: 0, most: 0, calls: 0 };
    const handler = async () => {
      state.calls++;
      state.most = Math.max(state.most, ++state.running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      state.running--;
      await recordOutcome();
    };
    await Promise.all(Array.from({ length: 60 }, (_, n) => wish(n)));
    run(handler, { concurrency: 4 });
    run(handler, { concurrency: 4 });
    await until(async () => (await left()) === 0);
    expect(state.calls).toBe(60);
    expect(state.most).toBeLessThanOrEqual(8);
  });

  it('waits for running calls when it stops', async () => {
    let finished = false;
    const runner = run(async () => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      await recordOutcome();
      finished = true;
    });
    await wish(1);
    await until(async () => (await pool.query('SELECT 1 FROM intents WHERE attempts > 0')).rowCount === 1);
    await runner.stop();
    expect(finished).toBe(true);
  });
});
