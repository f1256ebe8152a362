import { GroupCommit } from '@shop/group-commit';
import type { Journal } from '@shop/group-commit';
import { freshDatabase } from '@shop/group-commit/testing';
import type { FreshDatabase } from '@shop/group-commit/testing';
import { refused, runInContext } from '@shop/kernel';
import { Pool } from 'pg';
import { CreateMessaging1763600000002 } from '../migrations.js';
import { eventually } from '../testing/eventually.js';
import { RecordingLog } from '../testing/recording-log.js';
import { InboxCleaning } from './inbox-cleaning.js';
import { cleanInbox, CLEANING_LOCK, inbox } from './inbox.js';

const effects: Journal<string> = {
  name: 'effects',
  append: async (transaction, entries) => {
    await transaction.query('INSERT INTO effects SELECT unnest($1::text[])', [entries]);
  },
};

describe('the inbox', () => {
  let database: FreshDatabase;
  let pool: Pool;

  beforeAll(async () => {
    database = await freshDatabase();
    pool = new Pool({ connectionString: database.url, pipeline: true });
    await new CreateMessaging1763600000002().up({ query: (sql: string) => pool.query(sql) } as never);
    await pool.query('CREATE TABLE effects (what text)');
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });
  beforeEach(async () => {
    await pool.query('TRUNCATE inbox, effects');
  });

  const replica = () => {
    const group = new GroupCommit(pool);
    group.rememberTriggers('message', inbox);
    return group;
  };
  const consume = (group: GroupCommit, handler: string, eventId: string, fail = false) =>
    runInContext({ causationId: eventId, trigger: { kind: 'message', handler, eventId } }, () =>
      group.submit({
        reads: [],
        decide: (unit) => {
          if (fail) throw refused('test.refused', 'no');
          unit.append(effects, `${handler} ${eventId}`);
        },
      }),
    );
  const effectsSeen = async () =>
    (await pool.query<{ what: string }>('SELECT what FROM effects ORDER BY what')).rows.map(({ what }) => what);

  it('lets an event have its effect once per handler, within a group and later', async () => {
    const group = replica();
    await Promise.all([consume(group, 'h1', 'e1'), consume(group, 'h1', 'e1'), consume(group, 'h2', 'e1')]);
    await consume(group, 'h1', 'e1');
    expect(await effectsSeen()).toEqual(['h1 e1', 'h2 e1']);
  });

  it('lets two replicas that get the same events at the same time share them out', async () => {
    const [one, two] = [replica(), replica()];
    const ids = Array.from({ length: 100 }, (_, n) => `e${String(n).padStart(3, '0')}`);
    await Promise.all([
      ...ids.map((id) => consume(one, 'h', id)),
      ...[...ids].reverse().map((id) => consume(two, 'h', id)),
    ]);
    expect(await effectsSeen()).toEqual(ids.map((id) => `h ${id}`));
  });

  it('forgets an event whose effect was refused, so that it is met again', async () => {
    const group = replica();
    const results = await Promise.allSettled([consume(group, 'h', 'bad', true), consume(group, 'h', 'good')]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    await consume(group, 'h', 'bad');
    expect(await effectsSeen()).toEqual(['h bad', 'h good']);
  });

  describe('cleaning', () => {
    const log = new RecordingLog();
    const dayMs = 86_400_000;
    const handled = (count: number, daysAgo: number) =>
      pool.query(
        `INSERT INTO inbox SELECT 'h', $2 || ' days, ' || n, now() - $2::int * interval '1 day' FROM generate_series(1, $1::int) AS n`,
        [count, daysAgo],
      );
    const left = async () => (await pool.query<{ n: number }>('SELECT count(*)::int AS n FROM inbox')).rows[0]?.n ?? 0;

    it('forgets what is older than the retention, batch after batch, soon after the start', async () => {
      await handled(11, 2);
      await handled(3, 0);
      const cleaning = new InboxCleaning(pool, log, { retentionMs: dayMs, firstAfterMs: 1, everyMs: 60_000, batch: 4 });
      cleaning.start();
      await eventually(async () => expect(await left()).toBe(3));
      await cleaning.stop();
    });

    it('runs again and again', async () => {
      const cleaning = new InboxCleaning(pool, log, { retentionMs: dayMs, firstAfterMs: 1, everyMs: 5 });
      cleaning.start();
      for (const count of [1, 2]) {
        await handled(count, 2);
        await eventually(async () => expect(await left()).toBe(0));
      }
      await cleaning.stop();
    });

    it('waits for the batch that it is at when it stops, and takes no other', async () => {
      await handled(4, 2);
      // A transaction that holds a row which is to go keeps the batch waiting.
      const holder = await pool.connect();
      await holder.query('BEGIN');
      await holder.query('SELECT 1 FROM inbox FOR UPDATE');
      const cleaning = new InboxCleaning(pool, log, { retentionMs: dayMs, firstAfterMs: 1, batch: 2 });
      cleaning.start();
      await eventually(async () => expect(await isCleaningBlocked(pool)).toBe(true));
      const order: string[] = [];
      const stopped = cleaning.stop().then(() => order.push('stopped'));
      await holder.query('SELECT 1');
      order.push('let go');
      await holder.query('ROLLBACK');
      holder.release();
      await stopped;
      expect(order).toEqual(['let go', 'stopped']);
      expect(await left()).toBe(2);
    });

    it('is left to the replica that is at it', async () => {
      await handled(5, 2);
      const other = await pool.connect();
      await other.query('BEGIN');
      await other.query('SELECT pg_advisory_xact_lock($1, 0)', [CLEANING_LOCK]);
      expect(await cleanInbox(pool, dayMs, 2)).toBe(0);
      await other.query('COMMIT');
      other.release();
      expect(await cleanInbox(pool, dayMs, 2)).toBe(2);
    });

    it('survives a database that does not answer, and says so', async () => {
      await handled(1, 2);
      await pool.query('ALTER TABLE inbox RENAME TO gone');
      const cleaning = new InboxCleaning(pool, log, { retentionMs: dayMs, firstAfterMs: 1, everyMs: 5 });
      cleaning.start();
      await eventually(() => expect(log.entries.map(({ level }) => level)).toContain('warn'));
      await pool.query('ALTER TABLE gone RENAME TO inbox');
      await eventually(async () => expect(await left()).toBe(0));
      await cleaning.stop();
    });
  });
});

async function isCleaningBlocked(pool: Pool): Promise<boolean> {
  const { rows } = await pool.query(
    `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%DELETE FROM inbox%' AND wait_event_type = 'Lock'`,
  );
  return rows.length > 0;
}
