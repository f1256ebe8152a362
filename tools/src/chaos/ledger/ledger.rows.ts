import { versionConflict } from '@shop/group-commit';
import type { Journal, Repository, Transaction } from '@shop/group-commit';

/** How many entries an account has. */
export interface Account {
  readonly entries: number;
  /** As the row was when it was loaded; 0 without a row. */
  readonly loaded: number;
}

export interface Entry {
  readonly account: string;
  /** Counts the entries of the account from 1. */
  readonly number: number;
  readonly paymentId: string;
}

const SAVE = `
  INSERT INTO accounts (account, entries)
  SELECT account, entries FROM unnest($1::text[], $2::int[]) AS new (account, entries)
  ON CONFLICT (account) DO UPDATE SET entries = EXCLUDED.entries
  WHERE accounts.entries = ($3::jsonb ->> accounts.account)::int`;

/** Written only over what was read: during a rebalance two replicas may have the same account in hand. */
export const accounts: Repository<Account> = {
  name: 'accounts',
  async load(transaction: Transaction, ids: readonly string[]): Promise<Map<string, Account>> {
    const { rows } = await transaction.query<{ account: string; entries: number }>({
      name: 'load-accounts',
      text: 'SELECT account, entries FROM accounts WHERE account = ANY($1) ORDER BY account FOR UPDATE',
      values: [ids],
    });
    return new Map(rows.map(({ account, entries }) => [account, { entries, loaded: entries }]));
  },
  async save(transaction: Transaction, states: ReadonlyMap<string, Account>): Promise<void> {
    const [ids, all] = [[...states.keys()].sort(), [...states]];
    const loaded = JSON.stringify(Object.fromEntries(all.map(([account, { loaded }]) => [account, loaded])));
    const values = [ids, ids.map((id) => states.get(id)?.entries), loaded];
    const { rowCount } = await transaction.query({ name: 'save-accounts', text: SAVE, values });
    if (rowCount !== states.size) throw versionConflict('accounts');
  },
};

export const entries: Journal<Entry> = {
  name: 'entries',
  async append(transaction: Transaction, added: readonly Entry[]): Promise<void> {
    await transaction.query({
      name: 'append-entries',
      text: 'INSERT INTO entries (account, number, payment_id) SELECT * FROM unnest($1::text[], $2::int[], $3::text[])',
      values: [added.map(({ account }) => account), added.map(({ number }) => number), added.map((e) => e.paymentId)],
    });
  },
};
