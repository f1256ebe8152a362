import { findErrorBy, NetworkError } from '@platformatic/kafka';
import { AppError, unavailable } from '@shop/kernel';

/** The protocol's errors for records that no later attempt will get in. */
const REJECTED_FOR_GOOD = ['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE', 'INVALID_RECORD'];

/** Whether the error, or one of those that it was made of, has that property: the client wraps what the broker answers. */
function has(error: unknown, property: string, value: unknown): boolean {
  return error instanceof Error && findErrorBy(error, property, value) !== null;
}

export function isProtocolError(error: unknown, id: string): boolean {
  return has(error, 'apiId', id);
}

/** What a failed send means to the port's users. */
export function sendFailure(error: unknown): AppError {
  const rejected = REJECTED_FOR_GOOD.find((id) => isProtocolError(error, id));
  if (rejected) {
    const details = { cause: error };
    return new AppError('invalid', 'broker.record-rejected', `Kafka does not take the record: ${rejected}.`, details);
  }
  return unavailable('broker.unavailable', 'Kafka has not acknowledged the records.', { cause: error });
}

/** The broker cannot be reached, or is not ready yet, as opposed to a fault of ours: waiting is all that can be done. */
export function isBrokerTrouble(error: unknown): boolean {
  return has(error, 'canRetry', true) || has(error, 'code', NetworkError.code) || isUnknownTopic(error);
}

/** A topic that has just been created may be unknown to the broker that is asked; this client makes that a "user error". */
function isUnknownTopic(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('Unknown topic');
}

/** The group is dealing out its partitions anew, or has given up this member: it has to join again. */
export function mustJoinAgain(error: unknown): boolean {
  return has(error, 'needsRejoin', true);
}
