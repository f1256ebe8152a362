/**
 * Resolves when all have; rejects with the first failure, but not before the others have ended too, so that no statement is still under
 * way when the transaction is rolled back.
 *
 * Statements that do not need each other's answers are sent together: on a connection that pipelines (pg's `pipeline: true`) they cost
 * one round trip, and PostgreSQL runs them in the order in which they were sent. Of a transaction that has failed every further
 * statement fails too, so the first failure in time is the true one.
 */
export async function together(works: readonly Promise<unknown>[]): Promise<void> {
  try {
    await Promise.all(works);
  } finally {
    await Promise.allSettled(works);
  }
}
