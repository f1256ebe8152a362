import { AppError, isAppError, unavailable } from '@shop/kernel';

/** Somebody else wrote the same stream first. Deciding again on the new state is safe, and what the group commit does. */
export function versionConflict(stream: string, cause?: unknown): AppError {
  return new AppError('conflict', 'stream.version-conflict', `The stream ${stream} has moved on.`, { cause });
}

/** Deadlock and serialisation failures, and lost races for a version: the same work may well succeed at once. */
export function isRace(error: unknown): boolean {
  if (isAppError(error)) return error.code === 'stream.version-conflict';
  return ['40001', '40P01'].includes(codeOf(error));
}

/** Of the network, and PostgreSQL's classes 08 (connection), 53 (resources) and 57P (shutdown, starting up). */
const CONNECTION_CODES =
  /^(?:ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|08\w{3}|53\w{3}|57P\d\d)$/;

/** pg reports these without a code. */
const CONNECTION_MESSAGES =
  /connection terminated|connection error|connection timeout|timeout exceeded when trying to connect|not queryable/i;

/** Looks through wrappers (`cause`, TypeORM's `driverError`, aggregates), so that nobody has to translate driver errors. */
export function isConnectionLost(error: unknown, depth = 0): boolean {
  if (!(error instanceof Error) || depth > 5) return false;
  if (isAppError(error) && error.kind === 'unavailable') return true;
  if (CONNECTION_CODES.test(codeOf(error)) || CONNECTION_MESSAGES.test(error.message)) return true;
  const inner: unknown[] = [
    error.cause,
    'driverError' in error ? error.driverError : undefined,
    ...(error instanceof AggregateError ? (error.errors as unknown[]) : []),
  ];
  return inner.some((candidate) => isConnectionLost(candidate, depth + 1));
}

/** A lost connection is nobody's fault and passes: callers wait and try again. Everything else stays what it is. */
export function asUnavailable(error: unknown): unknown {
  if (isAppError(error) || !isConnectionLost(error)) return error;
  return unavailable('database.unavailable', 'The database does not answer.', { cause: error, retryAfterMs: 1_000 });
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}
