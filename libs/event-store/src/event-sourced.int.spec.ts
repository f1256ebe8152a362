import { GroupCommit, read } from '@shop/group-commit';
import { freshDatabase } from '@shop/group-commit/testing';
import type { FreshDatabase } from '@shop/group-commit/testing';
import { runInContext } from '@shop/kernel';
import type { Evolver } from '@shop/kernel';
import { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { EventSourced } from './event-sourced.js';
import type { EventSourcedSettings } from './event-sourced.js';
import { eventStoreMigrations } from './migrations.js';

type Event =
  { readonly type: 'Deposited'; readonly cents: number } | { readonly type: 'Withdrawn'; readonly cents: number };

interface Account {
  readonly cents: number;
  readonly history: readonly string[];
}

const evolver: Evolver<Account, Event> = {
  initial: { cents: 0, history: [] },
  evolve: ({ cents, history }, event) => ({
    cents: event.type === 'Deposited' ? cents + event.cents : cents - event.cents,
    history: [...history, event.type],
  }),
};

let database: FreshDatabase;
let pool: Pool;

beforeAll(async () => {
  database = await freshDatabase();
  const migrations = eventStoreMigrations;
  const source = await new DataSource({ type: 'postgres', url: database.url, migrations }).initialize();
  await source.runMigrations();
  await source.destroy();
  pool = new Pool({ connectionString: database.url, pipeline: true });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});
beforeEach(() => pool.query('TRUNCATE events, snapshots'));

type Accounts = EventSourced<Account, Event>;
const accountsWith = (settings: Partial<EventSourcedSettings<Account, Event>> = {}): Accounts =>
  new EventSourced<Account, Event>({ name: 'accounts', evolver, ...settings });

/** One replica of a service: a group commit of its own on the shared database. */
function replica(accounts = accountsWith(), group = new GroupCommit(pool)) {
  const change = (id: string, decide: (account: Account) => readonly Event[]) =>
    group.submit({
      reads: [read(accounts, id)],
      decide: (unit) => accounts.record(unit, id, decide(accounts.current(unit, id).state)),
    });
  return {
    change,
    deposit: (id: string, cents: number) => change(id, () => [{ type: 'Deposited', cents }]),
    look: (id: string) => change(id, () => []),
  };
}

const eventsOf = async (id: string) =>
  (
    await pool.query<{ version: number; type: string; data: unknown; metadata: unknown; schema_version: number }>(
      'SELECT * FROM events WHERE stream_id = $1 ORDER BY version',
      [id],
    )
  ).rows;
const snapshotOf = async (id: string) =>
  (await pool.query<{ version: number }>('SELECT version FROM snapshots WHERE stream_id = $1', [id])).rows[0]?.version;
const put = (version: number, schemaVersion: number, data: object) =>
  pool.query(`INSERT INTO events VALUES ('a', $1, 'Deposited', $2, $3, '{}')`, [version, schemaVersion, data]);

describe('a stream', () => {
  it('is what its events come to', async () => {
    const { change, deposit, look } = replica();
    await deposit('a', 500);
    await change('a', () => [
      { type: 'Withdrawn', cents: 200 },
      { type: 'Deposited', cents: 1 },
    ]);
    const { version, state } = await look('a');
    expect([version, state.cents, state.history]).toEqual([3, 301, ['Deposited', 'Withdrawn', 'Deposited']]);
  });

  it('is empty before its first event, and stays so when nothing is decided', async () => {
    expect(await replica().look('a')).toMatchObject({ version: 0, state: evolver.initial });
    expect(await eventsOf('a')).toEqual([]);
  });

  it('shows one command what those before it in the group have decided', async () => {
    const { change, deposit } = replica();
    const seen: number[] = [];
    const look = (account: Account) => (seen.push(account.cents), []);
    await Promise.all([deposit('a', 5), change('a', look), deposit('a', 7), change('a', look)]);
    expect(seen).toEqual([5, 12]);
    expect((await eventsOf('a')).map(({ version }) => version)).toEqual([1, 2]);
  });

  it('keeps why and for whom each event was written', async () => {
    const context = { causationId: 'e-0', correlationId: 'o-1', userId: 'u-1' };
    await runInContext(context, () => replica().deposit('a', 5));
    expect(await eventsOf('a')).toMatchObject([{ type: 'Deposited', data: { cents: 5 }, metadata: context }]);
  });
});

describe('two replicas', () => {
  it('never write the same version: who comes second decides again on what the first has written', async () => {
    const [one, other] = [replica(), replica()];
    const decidedOn: number[] = [];
    const withdrawAll = ({ cents }: Account): readonly Event[] => {
      decidedOn.push(cents);
      return cents > 0 ? [{ type: 'Withdrawn', cents }] : [];
    };
    await one.deposit('a', 100);
    await Promise.all([one.change('a', withdrawAll), other.change('a', withdrawAll)]);
    expect((await one.look('a')).state.cents).toBe(0);
    expect((await eventsOf('a')).map(({ type }) => type)).toEqual(['Deposited', 'Withdrawn']);
    expect(decidedOn.at(-1)).toBe(0);
  });

  it('lose nothing under load', async () => {
    const [one, other] = [replica(), replica()];
    const deposits = Array.from({ length: 60 }, (_, n) => (n % 2 === 0 ? one : other).deposit('a', 1));
    const results = await Promise.allSettled(deposits);
    const kept = results.filter(({ status }) => status === 'fulfilled').length;
    const stream = await eventsOf('a');
    expect(stream.map(({ version }) => version)).toEqual(stream.map((_, index) => index + 1));
    expect((await replica().look('a')).state.cents).toBe(kept);
    for (const result of results.filter(({ status }) => status === 'rejected')) {
      expect(result).toMatchObject({ reason: { code: 'stream.version-conflict' } });
    }
  });
});

describe('snapshots', () => {
  const every3 = (schemaVersion = 1) => replica(accountsWith({ snapshots: { every: 3, schemaVersion } }));

  it('are taken after so many events and spare their replay', async () => {
    const { deposit } = every3();
    for (let n = 0; n < 4; n++) await deposit('a', 10);
    expect(await snapshotOf('a')).toBe(3);
    // Were the events before the snapshot still read, this one would show.
    await pool.query(`UPDATE events SET data = '{"cents": 9999}' WHERE stream_id = 'a' AND version <= 3`);
    expect(await every3().look('a')).toMatchObject({ version: 4, state: { cents: 40 } });
  });

  it('are taken in the middle of a long decision too, and again after as many', async () => {
    const { change, deposit } = every3();
    await change('a', () => Array.from({ length: 5 }, () => ({ type: 'Deposited', cents: 1 }) as const));
    expect(await snapshotOf('a')).toBe(5);
    for (let n = 0; n < 2; n++) await deposit('a', 1);
    expect(await snapshotOf('a')).toBe(5);
    await deposit('a', 1);
    expect(await snapshotOf('a')).toBe(8);
  });

  it('of another schema version are ignored, and replaced in time', async () => {
    for (let n = 0; n < 3; n++) await every3().deposit('a', 10);
    await pool.query(`UPDATE snapshots SET state = '{"cents": 9999, "history": []}'`);
    expect(await every3(1).look('a')).toMatchObject({ state: { cents: 9999 } });
    expect(await every3(2).look('a')).toMatchObject({ version: 3, state: { cents: 30 } });
    await every3(2).deposit('a', 10);
    expect(await every3(2).look('a')).toMatchObject({ version: 4, state: { cents: 40 } });
    expect(await snapshotOf('a')).toBe(4);
  });
});

describe('old events', () => {
  // Version 1 had dollars, 2 had an amount, 3 has cents.
  const upcasts = {
    Deposited: [
      ({ dollars }: { dollars: number }) => ({ amount: dollars }),
      ({ amount }: { amount: number }) => ({ cents: amount * 100 }),
    ],
  };
  const present = () => replica(accountsWith({ upcasts }));

  it('are read in the present shape, whatever version they were written in, and stay as they are', async () => {
    await put(1, 1, { dollars: 3 });
    await put(2, 2, { amount: 4 });
    await put(3, 3, { cents: 5 });
    expect((await present().look('a')).state.cents).toBe(705);
    expect((await eventsOf('a'))[0]).toMatchObject({ schema_version: 1, data: { dollars: 3 } });
  });

  it('are followed by events of the newest schema version', async () => {
    await put(1, 1, { dollars: 3 });
    await present().deposit('a', 5);
    expect((await eventsOf('a'))[1]).toMatchObject({ schema_version: 3, data: { cents: 5 } });
  });

  it('of a release that is newer than this one are refused, and nothing is decided on half of the story', async () => {
    await put(1, 4, { euros: 3 });
    await expect(present().deposit('a', 5)).rejects.toMatchObject({
      kind: 'conflict',
      code: 'event-store.newer-schema',
    });
    expect(await eventsOf('a')).toHaveLength(1);
  });
});
