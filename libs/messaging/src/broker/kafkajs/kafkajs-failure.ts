import { AppError, unavailable } from '@shop/kernel';

/** kafkajs' protocol errors for records that no later attempt will get in. */
const REJECTED_FOR_GOOD = new Set(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE', 'INVALID_RECORD']);

/** The error and what it was caused by: kafkajs wraps protocol errors once its retries are used up. */
function* chain(error: unknown): Generator<Error> {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) yield at;
}

function typeOf(error: Error): string | undefined {
  return 'type' in error && typeof error.type === 'string' ? error.type : undefined;
}

/** What a failed send means to the port's users. */
export function sendFailure(error: unknown): AppError {
  const rejected = [...chain(error)].map(typeOf).find((type) => type !== undefined && REJECTED_FOR_GOOD.has(type));
  if (rejected) {
    const details = { cause: error };
    return new AppError('invalid', 'broker.record-rejected', `Kafka does not take the record: ${rejected}.`, details);
  }
  return unavailable('broker.unavailable', 'Kafka has not acknowledged the records.', { cause: error });
}

/** The broker cannot be reached, or is not ready yet, as opposed to a fault of ours: waiting is all that can be done. */
export function isBrokerTrouble(error: unknown): boolean {
  return [...chain(error)].some(
    (at) => at.name === 'KafkaJSNumberOfRetriesExceeded' || ('retriable' in at && at.retriable === true),
  );
}

/** The member has lost its place in the group, and with it the right to its partitions. */
export function isLossOfMembership(error: unknown): boolean {
  const lost = ['REBALANCE_IN_PROGRESS', 'ILLEGAL_GENERATION', 'UNKNOWN_MEMBER_ID', 'NOT_COORDINATOR_FOR_GROUP'];
  return error instanceof Error && lost.includes(typeOf(error) ?? '');
}
