import { versionConflict } from '@shop/group-commit';

/**
 * A state, and whether the table had a row for it when it was loaded. Rows that exist are locked by the load; a row that does not
 * cannot be, so a new one is inserted and nothing else: an upsert would overwrite what a concurrent transaction has inserted.
 */
export interface Stored<State> {
  readonly state: State;
  readonly hasRow: boolean;
}

export function changed<State>(before: Stored<State> | undefined, state: State): Stored<State> {
  return { state, hasRow: before?.hasRow ?? false };
}

export function split<State>(all: Iterable<Stored<State>>): { readonly added: State[]; readonly updated: State[] } {
  const [added, updated]: [State[], State[]] = [[], []];
  for (const { state, hasRow } of all) (hasRow ? updated : added).push(state);
  return { added, updated };
}

/**
 * For an INSERT … ON CONFLICT DO NOTHING: the group is then decided again, on the rows that came first.
 * @throws AppError `stream.version-conflict` unless every row was new
 */
export function expectAllInserted(
  table: string,
  { rowCount }: { readonly rowCount: number | null },
  rows: readonly unknown[],
): void {
  if (rowCount !== rows.length) throw versionConflict(table);
}
