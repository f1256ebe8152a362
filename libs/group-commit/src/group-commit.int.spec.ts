import { currentContext, refused, runInContext } from '@shop/kernel';
import { Pool } from 'pg';
import { GroupCommit } from './group-commit.js';
import { freshDatabase } from './testing/index.js';
import type { FreshDatabase } from './testing/index.js';
import type { Journal, Repository, Transaction } from './unit.js';
import { read } from './unit.js';

const accounts: Repository<number> = {
  name: 'accounts',
  async load(transaction, ids) {
    const { rows } = await transaction.query<{ id: string; balance: number }>(
      'SELECT id, balance FROM accounts WHERE id = ANY($1) ORDER BY id FOR UPDATE',
      [ids],
    );
    return new Map(rows.map(({ id, balance }) => [id, balance]));
  },
  async save(transaction, states) {
    await transaction.query(
      `INSERT INTO accounts SELECT * FROM unnest($1::text[], $2::int[])
       ON CONFLICT (id) DO UPDATE SET balance = excluded.balance`,
      [[...states.keys()], [...states.values()]],
    );
  },
};

const movements: Journal<{ id: string; amount: number }> = {
  name: 'movements',
  async append(transaction, entries) {
    await transaction.query('INSERT INTO movements (id, amount) SELECT * FROM unnest($1::text[], $2::int[])', [
      entries.map(({ id }) => id),
      entries.map(({ amount }) => amount),
    ]);
  },
};

describe('GroupCommit', () => {
  let database: FreshDatabase;
  let pool: Pool;
  let group: GroupCommit;

  beforeAll(async () => {
    database = await freshDatabase();
    pool = new Pool({ connectionString: database.url, pipeline: true });
    pool.on('error', () => undefined);
    await pool.query('CREATE TABLE accounts (id text PRIMARY KEY, balance int NOT NULL CHECK (balance < 1000))');
    await pool.query('CREATE TABLE movements (id text NOT NULL, amount int NOT NULL)');
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });
  beforeEach(async () => {
    await pool.query('TRUNCATE accounts, movements');
    group = new GroupCommit(pool);
  });

  const deposit = (id: string, amount: number) =>
    group.submit({
      reads: [read(accounts, id)],
      decide: (unit) => {
        const balance = (unit.get(accounts, id) ?? 0) + amount;
        if (balance < 0) throw refused('account.overdrawn', 'There is not enough.');
        unit.put(accounts, id, balance);
        unit.append(movements, { id, amount });
        return balance;
      },
    });
  const balanceOf = async (id: string) =>
    (await pool.query<{ balance: number }>('SELECT balance FROM accounts WHERE id = $1', [id])).rows[0]?.balance;
  const transactions = async () =>
    (await pool.query<{ n: number }>('SELECT count(DISTINCT xmin::text)::int AS n FROM movements')).rows[0]?.n;

  it('commits what was submitted together in one transaction, each command seeing those before it', async () => {
    const balances = await Promise.all([deposit('a', 5), deposit('a', 7), deposit('b', 1), deposit('a', -2)]);
    expect(balances).toEqual([5, 12, 1, 10]);
    expect(await balanceOf('a')).toBe(10);
    expect(await transactions()).toBe(1);
  });

  it('takes what arrives during a transaction into the next one', async () => {
    const first = deposit('a', 1);
    await new Promise(setImmediate);
    const rest = Promise.all(Array.from({ length: 50 }, () => deposit('a', 1)));
    await Promise.all([first, rest]);
    expect(await balanceOf('a')).toBe(51);
    expect(await transactions()).toBe(2);
  });

  it('refuses one command without a trace of it and commits the others', async () => {
    const results = await Promise.allSettled([deposit('a', 5), deposit('a', -9), deposit('a', 1)]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(results[1]).toMatchObject({ reason: { code: 'account.overdrawn' } });
    expect(await balanceOf('a')).toBe(6);
  });

  it('runs a group that the database refuses again in halves, so that only the culprit fails', async () => {
    const results = await Promise.allSettled([deposit('a', 5), deposit('b', 5_000), deposit('c', 7)]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect([await balanceOf('a'), await balanceOf('b'), await balanceOf('c')]).toEqual([5, undefined, 7]);
  });

  it('decides each command in the context of its own caller, also when the group runs again in parts', async () => {
    const seen: (string | undefined)[] = [];
    const note = (id: string, amount: number) =>
      group.submit({
        reads: [read(accounts, id)],
        decide: (unit) => {
          seen.push(currentContext()?.traceparent);
          unit.put(accounts, id, amount);
        },
      });
    const traced = (traceparent: string, work: () => Promise<unknown>) =>
      runInContext({ causationId: 'c', traceparent }, work);
    await Promise.allSettled([
      traced('trace-a', () => note('a', 1)),
      traced('trace-b', () => note('b', 5_000)),
      note('c', 1),
    ]);
    const [all, firstHalf, alone] = [
      ['trace-a', 'trace-b', undefined],
      ['trace-a', 'trace-b'],
      ['trace-a', 'trace-b'],
    ];
    expect(seen).toEqual([...all, ...firstHalf, ...alone, undefined]);
  });

  it('keeps two groups on the same rows from losing an update or deadlocking', async () => {
    const other = new GroupCommit(pool);
    const move = (on: GroupCommit, ids: string[]) =>
      on.submit({
        reads: [read(accounts, ...ids)],
        decide: (unit) => ids.forEach((id) => unit.put(accounts, id, (unit.get(accounts, id) ?? 0) + 1)),
      });
    await Promise.all([deposit('a', 0), deposit('b', 0)]);
    const rounds = Array.from({ length: 40 }, () => [move(group, ['a', 'b']), move(other, ['b', 'a'])]).flat();
    await Promise.all(rounds);
    expect([await balanceOf('a'), await balanceOf('b')]).toEqual([80, 80]);
  });

  it('runs as many transactions at a time as it has lanes, and forgets no command between two', async () => {
    const lanes = new GroupCommit(pool, { maxGroup: 1, lanes: 2 });
    const increment = (id: string) =>
      lanes.submit({
        reads: [read(accounts, id)],
        decide: (unit) => unit.put(accounts, id, (unit.get(accounts, id) ?? 0) + 1),
      });
    await Promise.all([deposit('a', 0), deposit('b', 0)]);
    const other = await pool.connect();
    await other.query("BEGIN; SELECT 1 FROM accounts WHERE id = 'a' FOR UPDATE");
    const held = increment('a');
    for (let n = 0; n < 25; n++) await increment('b');
    await other.query('COMMIT');
    other.release();
    await held;
    expect([await balanceOf('a'), await balanceOf('b')]).toEqual([1, 25]);
  });

  it('hands the entries of a journal to its listeners after the commit, and only if it was written to', async () => {
    const heard: number[] = [];
    group.onCommitted(movements, (entries) => heard.push(entries.length));
    await Promise.all([deposit('a', 1), deposit('a', 1)]);
    await deposit('a', -99).catch(() => undefined);
    expect(heard).toEqual([2]);
  });

  it('fails what waits as unavailable when the connection is lost, and works again afterwards', async () => {
    const lost = group.submit({
      reads: [read({ ...accounts, load: (transaction) => terminate(transaction) }, 'a')],
      decide: () => undefined,
    });
    await expect(lost).rejects.toMatchObject({ kind: 'unavailable' });
    await expect(deposit('a', 3)).resolves.toBe(3);
  });

  it('refuses a read that was not announced', async () => {
    const work = {
      reads: [],
      decide: (unit: Parameters<Parameters<typeof group.submit>[0]['decide']>[0]) => unit.get(accounts, 'a'),
    };
    await expect(group.submit(work)).rejects.toThrow('not among the reads');
  });

  describe('with triggers', () => {
    const message = (eventId: string) => ({ kind: 'message', handler: 'test', eventId }) as const;
    const done = new Set<string>();
    beforeEach(() => {
      done.clear();
      group.rememberTriggers('message', {
        claim: async (_, triggers) => new Set(triggers.filter((t) => t.kind === 'message' && !done.has(t.eventId))),
        settle: async (_, settled) => settled.forEach((t) => t.kind === 'message' && done.add(t.eventId)),
      });
    });
    const consume = (eventId: string, amount: number) =>
      runInContext({ causationId: eventId, trigger: message(eventId) }, () => deposit('a', amount));

    it('has the effect of a redelivered message once', async () => {
      await consume('e1', 5);
      await expect(consume('e1', 5)).resolves.toBeUndefined();
      expect(await balanceOf('a')).toBe(5);
    });

    it('meets a refused message again', async () => {
      await expect(consume('e2', -5)).rejects.toMatchObject({ kind: 'refused' });
      await deposit('a', 10);
      await expect(consume('e2', -5)).resolves.toBe(5);
    });

    it('refuses a second submission by one message, which would count as done', async () => {
      const twice = runInContext({ causationId: 'e3', trigger: message('e3') }, async () => {
        await deposit('a', 1);
        await deposit('a', 1);
      });
      await expect(twice).rejects.toThrow('One trigger, one transaction');
    });
  });
});

async function terminate(transaction: Transaction): Promise<Map<string, number>> {
  await transaction.query('SELECT pg_terminate_backend(pg_backend_pid())');
  return new Map();
}
