/** What went wrong, in the eight ways that HTTP and messaging tell apart (ADR 0006). */
export type ErrorKind =
  'invalid' | 'unauthorised' | 'forbidden' | 'not-found' | 'conflict' | 'refused' | 'exhausted' | 'unavailable';

export interface FieldFault {
  readonly path: string;
  readonly message: string;
}

export interface ErrorDetails {
  /** Faults of the input, field by field; only for kind `invalid`. */
  readonly errors?: readonly FieldFault[];
  /** Milliseconds after which trying again makes sense; becomes `Retry-After`. */
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

/**
 * The one error of the shop. `code` is stable and safe to show (`order.already-shipped`), `message` is for people, `cause`
 * never leaves the process. Compare by `code` or `kind`, never with `instanceof` across packages.
 */
export class AppError extends Error {
  readonly errors?: readonly FieldFault[];
  readonly retryAfterMs?: number;

  constructor(
    readonly kind: ErrorKind,
    readonly code: string,
    message: string,
    details: ErrorDetails = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'AppError';
    this.errors = details.errors;
    this.retryAfterMs = details.retryAfterMs;
  }
}

export function isAppError(error: unknown): error is AppError {
  return error instanceof Error && error.name === 'AppError' && 'kind' in error && 'code' in error;
}

export const invalid = (code: string, message: string, errors?: readonly FieldFault[]) =>
  new AppError('invalid', code, message, { errors });
export const unauthorised = (code: string, message: string) => new AppError('unauthorised', code, message);
export const forbidden = (code: string, message: string) => new AppError('forbidden', code, message);
export const notFound = (what: string, id: string) =>
  new AppError('not-found', `${what}.not-found`, `There is no ${what} ${id}.`);
export const conflict = (code: string, message: string) => new AppError('conflict', code, message);
export const refused = (code: string, message: string) => new AppError('refused', code, message);
/** Under one key there is one request; repeating that one is harmless, another is a mistake of the client. 422 over HTTP. */
export const keyReused = () => refused('idempotency.key-reused', 'This idempotency key was used with another request.');
/** The caller has used up what they may; `retryAfterMs` says for how long. */
export const exhausted = (code: string, message: string, details: ErrorDetails & { readonly retryAfterMs: number }) =>
  new AppError('exhausted', code, message, details);
export const unavailable = (code: string, message: string, details?: ErrorDetails) =>
  new AppError('unavailable', code, message, details);
