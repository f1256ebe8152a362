import { together } from './together.js';
import type { Journal, Read, Repository, Transaction, Unit } from './unit.js';

type States = Map<string, unknown>;

/** All that one group has read and changed so far. */
export class WorkingSet {
  private readonly loaded = new Map<Repository<unknown>, States>();
  private readonly changed = new Map<Repository<unknown>, States>();
  private readonly appended = new Map<Journal<unknown>, unknown[]>();

  /**
   * Repositories by name and ids sorted: every group takes its locks in the same order, so no two can deadlock. All statements go out
   * at once, see `together`.
   */
  async load(transaction: Transaction, reads: readonly Read[]): Promise<void> {
    const wanted = new Map<Repository<unknown>, Set<string>>();
    for (const { repository, ids } of reads) {
      const known = wanted.get(repository) ?? new Set();
      for (const id of ids) known.add(id);
      wanted.set(repository, known);
    }
    const inOrder = [...wanted].sort(([a], [b]) => (a.name < b.name ? -1 : 1));
    await together(
      inOrder.map(async ([repository, ids]) => {
        const states: States = new Map([...ids].sort().map((id) => [id, undefined]));
        this.loaded.set(repository, states);
        if (ids.size === 0) return;
        for (const [id, state] of await repository.load(transaction, [...states.keys()])) states.set(id, state);
      }),
    );
  }

  /** Runs one decision; what it changed counts only if it did not throw. */
  decide<Result>(work: (unit: Unit) => Result): Result {
    const unit = new StagedUnit((repository, id) => this.current(repository, id));
    const result = work(unit);
    for (const [repository, states] of unit.puts) {
      const all = this.changed.get(repository) ?? new Map<string, unknown>();
      for (const [id, state] of states) all.set(id, state);
      this.changed.set(repository, all);
    }
    for (const [journal, entry] of unit.entries) {
      const all = this.appended.get(journal);
      if (all) all.push(entry);
      else this.appended.set(journal, [entry]);
    }
    return result;
  }

  async save(transaction: Transaction): Promise<void> {
    await together([
      ...[...this.changed].map(([repository, states]) => repository.save(transaction, states)),
      ...[...this.appended].map(([journal, entries]) => journal.append(transaction, entries)),
    ]);
  }

  written(): Iterable<readonly [Journal<unknown>, readonly unknown[]]> {
    return this.appended;
  }

  private current(repository: Repository<unknown>, id: string): unknown {
    const changed = this.changed.get(repository);
    if (changed?.has(id)) return changed.get(id);
    const states = this.loaded.get(repository);
    if (!states?.has(id)) throw new Error(`${repository.name} ${id} was not among the reads of this work`);
    return states.get(id);
  }
}

class StagedUnit implements Unit {
  readonly puts = new Map<Repository<unknown>, States>();
  readonly entries: [Journal<unknown>, unknown][] = [];

  constructor(private readonly current: (repository: Repository<unknown>, id: string) => unknown) {}

  get<State>(repository: Repository<State>, id: string): State | undefined {
    const key = repository as Repository<unknown>;
    const staged = this.puts.get(key);
    return (staged?.has(id) ? staged.get(id) : this.current(key, id)) as State | undefined;
  }

  put<State>(repository: Repository<State>, id: string, state: State): void {
    const key = repository as Repository<unknown>;
    const staged = this.puts.get(key);
    if (staged) staged.set(id, state);
    else this.puts.set(key, new Map([[id, state]]));
  }

  append<Entry>(journal: Journal<Entry>, ...entries: readonly Entry[]): void {
    for (const entry of entries) this.entries.push([journal as Journal<unknown>, entry]);
  }
}
