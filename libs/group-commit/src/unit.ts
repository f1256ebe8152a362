import type { ClientBase } from 'pg';

/** The open transaction of a group: plain pg, so that one statement can carry arrays of rows. */
export type Transaction = Pick<ClientBase, 'query'>;

/** Loads and saves many states of one kind at once. */
export interface Repository<State> {
  readonly name: string;
  /** The states of those ids that exist, their rows locked if writers must be serialised. `ids` are sorted and distinct. */
  load(transaction: Transaction, ids: readonly string[]): Promise<Map<string, State>>;
  /** Writes the new states in one statement, or a few. */
  save(transaction: Transaction, states: ReadonlyMap<string, State>): Promise<void>;
}

/** Takes entries that are only ever added: events, outbox messages, timeline rows. */
export interface Journal<Entry> {
  readonly name: string;
  /** Writes the entries in their order, in one statement, or a few. */
  append(transaction: Transaction, entries: readonly Entry[]): Promise<void>;
}

/** What one command sees of its group: what it asked to read, and what the commands before it in the group made of that. */
export interface Unit {
  /** @throws Error if `id` was not among the work's reads. */
  get<State>(repository: Repository<State>, id: string): State | undefined;
  put<State>(repository: Repository<State>, id: string, state: State): void;
  append<Entry>(journal: Journal<Entry>, ...entries: readonly Entry[]): void;
}

export interface Read {
  readonly repository: Repository<unknown>;
  readonly ids: readonly string[];
}

export function read<State>(repository: Repository<State>, ...ids: readonly string[]): Read {
  return { repository: repository as Repository<unknown>, ids };
}

/**
 * One command, ready to be committed with others. `decide` is synchronous on purpose: no call can wait inside a
 * transaction that others share. Throwing refuses this command alone and leaves no trace of it.
 */
export interface Work<Result> {
  readonly reads: readonly Read[];
  readonly decide: (unit: Unit) => Result;
}
