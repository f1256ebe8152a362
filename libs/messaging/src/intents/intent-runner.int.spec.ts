import { GroupCommit } from '@shop/group-commit';
import { freshDatabase } from '@shop/group-commit/testing';
import type { FreshDatabase } from '@shop/group-commit/testing';
import { currentContext, runInContext, unavailable } from '@shop/kernel';
import { Pool } from 'pg';
import { messagingMigrations } from '../migrations.js';
import { IntentRunner } from './intent-runner.js';
import type { IntentHandler } from './intent-lane.js';
import type { IntentRunnerSettings } from './intent-runner.js';
import { intend, intentOutcomes, intents } from './intents.js';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

interface RunnerSettings extends IntentRunnerSettings {
  /** False for a replica beside the one that writes: nothing is handed to it in memory. */
  readonly isWriter?: boolean;
  /** Makes the calls of another kind, two at once. */
  readonly slow?: IntentHandler<{ n: number }>;
}

describe('IntentRunner', () => {
  let database: FreshDatabase;
  let pool: Pool;
  let group: GroupCommit;
  const runners: IntentRunner[] = [];

  beforeAll(async () => {
    database = await freshDatabase();
    pool = new Pool({ connectionString: database.url, pipeline: true });
    for (const Migration of messagingMigrations)
      await new Migration().up({ query: (sql: string) => pool.query(sql) } as never);
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

  const run = (handler: IntentHandler<{ n: number }>, settings: RunnerSettings = {}) => {
    const runner = new IntentRunner(pool, quiet, { pollMs: 50, ...settings });
    runner.handle('call', handler);
    if (settings.slow) runner.handle('slow', settings.slow, { concurrency: 2 });
    if (settings.isWriter !== false) group.onCommitted(intents, (written) => runner.offer(written));
    runners.push(runner);
    runner.start();
    return runner;
  };
  const wish = (n: number, kind = 'call') =>
    runInContext({ causationId: 'event-1', correlationId: 'order-1' }, () =>
      group.submit({ reads: [], decide: (unit) => unit.append(intents, intend(kind, String(n), { n })) }),
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
    // The dead process: it had the intent in hand and never came back.
    await pool.query(`UPDATE intents SET attempts = 1, due_at = now() + interval '300 milliseconds'`);
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
    await pool.query('UPDATE intents SET due_at = now()');
    run(handler, { concurrency: 4, isWriter: false });
    run(handler, { concurrency: 4, isWriter: false });
    await until(async () => (await left()) === 0);
    expect(state.calls).toBe(60);
    expect(state.most).toBeLessThanOrEqual(8);
  });

  it('gives a kind a lane of its own: it neither takes the places of others nor waits for them', async () => {
    const state = { slow: 0, mostSlow: 0, slowCalls: 0, urgent: 0 };
    let open = () => undefined as void;
    const opened = new Promise<void>((resolve) => (open = resolve));
    const urgent = async () => {
      state.urgent++;
      await recordOutcome();
    };
    const slow = async () => {
      state.slowCalls++;
      state.mostSlow = Math.max(state.mostSlow, ++state.slow);
      await opened;
      state.slow--;
      await recordOutcome();
    };
    run(urgent, { slow });
    await Promise.all(Array.from({ length: 30 }, (_, n) => wish(n, 'slow')));
    await pool.query(`UPDATE intents SET due_at = now()`);
    await until(() => state.slow === 2);
    await Promise.all(Array.from({ length: 30 }, (_, n) => wish(n)));
    await until(async () => (await left()) === 30);
    expect([state.slow, state.urgent]).toEqual([2, 30]);
    open();
    // Those that found no place in memory are not forgotten: they are free when their lease has run out.
    await pool.query(`UPDATE intents SET due_at = now() WHERE attempts = 0`);
    await until(async () => (await left()) === 0);
    expect([state.slowCalls, state.mostSlow]).toEqual([30, 2]);
  });

  it('makes the calls that its own process has written without looking for them', async () => {
    const calls: number[] = [];
    run(
      async ({ n }) => {
        calls.push(n);
        await recordOutcome();
      },
      { concurrency: 2, pollMs: 60_000 },
    );
    await Promise.all(Array.from({ length: 20 }, (_, n) => wish(n)));
    await until(async () => (await left()) === 0);
    expect(calls).toEqual(Array.from({ length: 20 }, (_, n) => n));
  });

  it('keeps a call for itself for as long as it lasts, however short the lease', async () => {
    let open = () => undefined as void;
    const opened = new Promise<void>((resolve) => (open = resolve));
    const callers: string[] = [];
    const call = (caller: string) => async () => {
      callers.push(caller);
      await opened;
      await recordOutcome();
    };
    run(call('writer'), { leaseMs: 400 });
    run(call('other'), { leaseMs: 400, isWriter: false });
    await wish(1);
    // The lease that it was written with has run out for long when the first renewal of this one has been seen twice.
    const dueAt = async () =>
      (await pool.query<{ due_at: Date }>('SELECT due_at FROM intents')).rows[0]?.due_at.getTime();
    const seen = new Set<number | undefined>();
    await pool.query(`UPDATE intents SET due_at = now() + interval '400 milliseconds'`);
    await until(async () => seen.add(await dueAt()).size >= 4);
    expect(callers).toEqual(['writer']);
    open();
    await until(async () => (await left()) === 0);
    expect(callers).toEqual(['writer']);
  });

  it('lets go of what waits when it stops, so that another need not wait for the lease', async () => {
    let open = () => undefined as void;
    const opened = new Promise<void>((resolve) => (open = resolve));
    const first = run(async () => opened.then(recordOutcome), { concurrency: 1 });
    await Promise.all([wish(1), wish(2), wish(3)]);
    const stopped = first.stop();
    open();
    await stopped;
    expect(await left()).toBe(2);
    const due = await pool.query('SELECT 1 FROM intents WHERE due_at <= now()');
    expect(due.rowCount).toBe(2);
  });

  it('waits for running calls when it stops', async () => {
    let finished = false;
    const runner = run(async () => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      await recordOutcome();
      finished = true;
    });
    await wish(1);
    await runner.stop();
    expect(finished).toBe(true);
  });
});
