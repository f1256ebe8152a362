import { isAppError, unreachable } from '@shop/kernel';
import type { ErrorKind } from '@shop/kernel';

/**
 * - `permanent`: trying again cannot help.
 * - `passing`: trying again soon may help: a lost race, an unknown error.
 * - `outage`: something that is needed is down; the message is not to blame.
 */
export type FailureClass = 'permanent' | 'passing' | 'outage';

export function classifyFailure(error: unknown): FailureClass {
  if (isAppError(error)) return classOfKind(error.kind);
  return isLostConnection(error) ? 'outage' : 'passing';
}

function classOfKind(kind: ErrorKind): FailureClass {
  switch (kind) {
    case 'unavailable':
      return 'outage';
    // Topics are not in order with each other: what is not found may be about to come.
    case 'not-found':
    case 'conflict':
      return 'passing';
    case 'invalid':
    case 'unauthorised':
    case 'forbidden':
    case 'refused':
      return 'permanent';
    default:
      return unreachable(kind);
  }
}

/** Of the network, and PostgreSQL's classes 08 (connection), 53 (resources) and 57P (shutdown, starting up). */
const CONNECTION_CODES =
  /^(?:ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|08\w{3}|53\w{3}|57P\d\d)$/;

/** pg reports these without a code. */
const CONNECTION_MESSAGES =
  /connection terminated|connection timeout|timeout exceeded when trying to connect|not queryable/i;

/** Looks through wrappers (`cause`, TypeORM's `driverError`, aggregates), so that nobody has to translate driver errors. */
function isLostConnection(error: unknown, depth = 0): boolean {
  if (!(error instanceof Error) || depth > 5) return false;
  if (isAppError(error) && error.kind === 'unavailable') return true;
  if ('code' in error && typeof error.code === 'string' && CONNECTION_CODES.test(error.code)) return true;
  if (CONNECTION_MESSAGES.test(error.message)) return true;
  const inner: unknown[] = [
    error.cause,
    'driverError' in error ? error.driverError : undefined,
    ...(error instanceof AggregateError ? (error.errors as unknown[]) : []),
  ];
  return inner.some((candidate) => isLostConnection(candidate, depth + 1));
}
