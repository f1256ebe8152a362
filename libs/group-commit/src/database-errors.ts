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

const CONNECTION_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  '57P01',
  '57P02',
  '57P03',
  '53300',
]);
const CONNECTION_MESSAGES =
  /connection terminated|client has encountered a connection error|timeout exceeded when trying to connect/i;

export function isConnectionLost(error: unknown): boolean {
  const code = codeOf(error);
  if (CONNECTION_CODES.has(code) || code.startsWith('08')) return true;
  return error instanceof Error && CONNECTION_MESSAGES.test(error.message);
}

/** A lost connection is nobody's fault and passes: callers wait and try again. Everything else stays what it is. */
export function asUnavailable(error: unknown): unknown {
  if (!isConnectionLost(error)) return error;
  return unavailable('database.unavailable', 'The database does not answer.', { cause: error, retryAfterMs: 1_000 });
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}
