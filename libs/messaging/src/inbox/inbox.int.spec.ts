import { GroupCommit } from '@shop/group-commit';
import type { Journal } from '@shop/group-commit';
import { freshDatabase } from '@shop/group-commit/testing';
import type { FreshDatabase } from '@shop/group-commit/testing';
import { refused, runInContext } from '@shop/kernel';
import { Pool } from 'pg';
import { CreateMessaging1763600000002 } from '../migrations.js';
import { cleanInbox, inbox } from './inbox.js';

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
    pool = new Pool({ connectionString: database.url });
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

  it('is cleaned of what is older than its retention, in batches', async () => {
    const group = replica();
    await Promise.all(['e1', 'e2', 'e3', 'e4'].map((id) => consume(group, 'h', id)));
    await pool.query(`UPDATE inbox SET processed_at = now() - interval '2 days' WHERE event_id <> 'e4'`);
    const day = 86_400_000;
    expect([await cleanInbox(pool, day, 2), await cleanInbox(pool, day, 2), await cleanInbox(pool, day, 2)]).toEqual([
      2, 1, 0,
    ]);
  });
});
