import { setTimeout as delay } from 'node:timers/promises';
import { orderConfirmed, orderPlaced, stockReserved } from '@shop/domain-events';
import type { DomainEvent } from '@shop/domain-events';
import { GroupCommit } from '@shop/group-commit';
import { freshDatabase } from '@shop/group-commit/testing';
import type { FreshDatabase } from '@shop/group-commit/testing';
import { currentContext } from '@shop/kernel';
import type { WorkContext } from '@shop/kernel';
import { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { deadlines, DeadlineWatchdog } from './deadlines.js';
import { sagaMigrations } from './migrations.js';
import { readTimeline, timeline } from './timeline.js';

let database: FreshDatabase;
let pool: Pool;
let group: GroupCommit;

beforeAll(async () => {
  database = await freshDatabase();
  const source = await new DataSource({ type: 'postgres', url: database.url, migrations: sagaMigrations }).initialize();
  await source.runMigrations();
  await source.destroy();
  pool = new Pool({ connectionString: database.url, pipeline: true });
  group = new GroupCommit(pool);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});
beforeEach(() => pool.query('TRUNCATE saga_timeline, saga_deadlines'));

describe('the timeline', () => {
  const event = (id: string, causationId: string, { type, from }: { type: string; from: string }): DomainEvent => ({
    id,
    type,
    source: `/shop/${from}`,
    subject: 'o-1',
    time: '2026-01-01T00:00:01.000Z',
    correlationId: 'o-1',
    causationId,
    traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    data: { total: { amountMinor: 100, currency: 'USD' }, items: [{}] },
  });
  const write = (...events: DomainEvent[]) =>
    group.submit({ reads: [], decide: (unit) => unit.append(timeline, ...events) });

  it('shows what happened, causes first, although the clock of one service is ahead', async () => {
    const placed = { ...event('e-1', 'request', orderPlaced), time: '2026-01-01T00:00:09.000Z' };
    await write(placed, event('e-3', 'e-2', orderConfirmed), event('e-2', 'e-1', stockReserved));
    const steps = await readTimeline(pool, 'o-1');
    expect(steps.map(({ eventId }) => eventId)).toEqual(['e-1', 'e-2', 'e-3']);
    expect(steps[0]).toEqual({
      at: '2026-01-01T00:00:09.000Z',
      service: 'order-service',
      event: 'shop.order.placed.v1',
      kind: 'action',
      detail: '1 line(s), 1.00 USD',
      eventId: 'e-1',
      causationId: 'request',
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    });
  });

  it('keeps an event once that is heard twice, also within one transaction', async () => {
    const placed = event('e-1', 'request', orderPlaced);
    await write(placed, placed);
    await write(placed);
    expect(await readTimeline(pool, 'o-1')).toHaveLength(1);
  });

  it('is empty for an order that nobody knows', async () => {
    expect(await readTimeline(pool, 'o-2')).toEqual([]);
  });
});

describe('deadlines', () => {
  const set = (sagaId: string, dueAt: Date | null) =>
    group.submit({ reads: [], decide: (unit) => unit.append(deadlines, { sagaId, dueAt }) });
  const due = async () =>
    (await pool.query<{ saga_id: string }>('SELECT saga_id FROM saga_deadlines ORDER BY due_at')).rows.map(
      ({ saga_id }) => saga_id,
    );
  const past = (ms: number) => new Date(Date.now() - ms);

  it('are set, moved and cleared; the last word within one transaction counts', async () => {
    await Promise.all([
      set('o-1', past(10)),
      set('o-2', past(20)),
      set('o-1', null),
      set('o-3', null),
      set('o-3', past(30)),
    ]);
    expect(await due()).toEqual(['o-3', 'o-2']);
    await set('o-2', past(99));
    expect(await due()).toEqual(['o-2', 'o-3']);
  });

  describe('watched over', () => {
    const started: DeadlineWatchdog[] = [];
    afterEach(() => Promise.all(started.splice(0).map((watchdog) => watchdog.stop())));

    function watch(timeOut: (sagaId: string) => Promise<unknown>, batch?: number) {
      const errors: unknown[] = [];
      const watchdog = new DeadlineWatchdog(pool, timeOut, (error) => errors.push(error), {
        everyMs: 5,
        ...(batch && { batch }),
      });
      started.push(watchdog);
      watchdog.start();
      return { watchdog, errors };
    }

    async function eventually(condition: () => boolean): Promise<void> {
      for (const end = Date.now() + 5_000; !condition(); await delay(5)) {
        if (Date.now() > end) throw new Error('It did not come about within 5 s.');
      }
    }

    it('go on in the trace in which they were set, with a cause of their own', async () => {
      const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
      const change = { sagaId: 'o-1', dueAt: past(10), traceparent };
      await group.submit({ reads: [], decide: (unit) => unit.append(deadlines, change) });
      const seen: (WorkContext | undefined)[] = [];
      watch(async (sagaId) => {
        seen.push(currentContext());
        await set(sagaId, null);
      });
      await eventually(() => seen.length > 0);
      expect(seen[0]).toMatchObject({ correlationId: 'o-1', traceparent, causationId: expect.any(String) as string });
    });

    it('have every saga past its time timed out, the oldest first, and no other', async () => {
      const timedOut: string[] = [];
      await Promise.all([
        set('late', past(10)),
        set('later', past(1_000)),
        set('in time', new Date(Date.now() + 60_000)),
      ]);
      watch(async (sagaId) => {
        timedOut.push(sagaId);
        await set(sagaId, null);
      }, 1);
      await eventually(() => timedOut.length === 2);
      expect(timedOut).toEqual(['later', 'late']);
      expect(await due()).toEqual(['in time']);
    });

    it('are met again when the timing out has failed', async () => {
      let attempts = 0;
      await set('o-1', past(10));
      const { errors } = watch(async (sagaId) => {
        attempts++;
        if (attempts === 1) throw new Error('database gone');
        await set(sagaId, null);
      });
      await eventually(() => attempts === 2);
      expect(errors).toMatchObject([{ message: 'database gone' }]);
    });

    it('let the round that runs end before they stop', async () => {
      let [begun, ended] = [false, false];
      await set('o-1', past(10));
      const { watchdog } = watch(async (sagaId) => {
        begun = true;
        await delay(30);
        await set(sagaId, null);
        ended = true;
      });
      await eventually(() => begun);
      await watchdog.stop();
      expect(ended).toBe(true);
    });
  });
});
