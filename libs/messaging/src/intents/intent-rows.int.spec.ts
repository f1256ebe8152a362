import { freshDatabase } from '@shop/group-commit/testing';
import type { FreshDatabase } from '@shop/group-commit/testing';
import { newId } from '@shop/kernel';
import { Pool } from 'pg';
import { messagingMigrations } from '../migrations.js';
import { claimIntents } from './intent-rows.js';
import { intents } from './intents.js';

/** What the planner may come to on a table that its statistics take for nearly empty: once stopped a whole payment service. */
const NESTED_LOOPS =
  '-c enable_hashjoin=off -c enable_mergejoin=off -c enable_hashagg=off -c enable_sort=off -c enable_material=off';

describe('claiming intents', () => {
  let database: FreshDatabase;
  let pool: Pool;

  beforeAll(async () => {
    database = await freshDatabase();
    pool = new Pool({ connectionString: database.url, options: NESTED_LOOPS });
    for (const Migration of messagingMigrations)
      await new Migration().up({ query: (sql: string) => pool.query(sql) } as never);
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  it('never takes more than it asks for, whatever the plan', async () => {
    const wished = Array.from({ length: 50 }, (_, n) => ({
      id: newId(),
      kind: 'call',
      payload: { n },
      causationId: 'event-1',
      correlationId: null,
      traceparent: null,
    }));
    await intents.append(pool, wished);
    await pool.query('UPDATE intents SET due_at = now()');
    const claimed = [];
    for (let turn = 0; turn < 5; turn++) {
      const batch = await claimIntents(pool, { kinds: ['call'], limit: 10, leaseMs: 60_000, except: [] });
      expect(batch).toHaveLength(10);
      claimed.push(...batch.map(({ id }) => id));
    }
    expect(new Set(claimed).size).toBe(50);
  });
});
