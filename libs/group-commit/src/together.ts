/** What PostgreSQL says of every statement after the one that has made the transaction fail. */
const IN_FAILED_TRANSACTION = '25P02';

/**
 * Resolves when all have; rejects when all have ended, so that no statement is still under way when the transaction is rolled back.
 *
 * Statements that do not need each other's answers are sent together: on a connection that pipelines (pg's `pipeline: true`) they cost
 * one round trip, and PostgreSQL runs them in the order in which they were sent. When one fails, those behind it fail too: it rejects
 * with the cause, not with what only followed from it, whichever of the two was heard first.
 */
export async function together(works: readonly Promise<unknown>[]): Promise<void> {
  const results = await Promise.allSettled(works);
  const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
  if (failures.length === 0) return;
  throw failures.find((error) => !isConsequence(error)) ?? failures[0];
}

function isConsequence(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === IN_FAILED_TRANSACTION;
}
