import { types } from 'node:util';
import { cleanText, STARS } from '@shop/kernel';
import type { LoggedError } from './log-line.js';

const MOST_CAUSES = 5;

type Known = Error & Partial<Record<'code' | 'kind' | 'constraint' | 'query' | 'errors', unknown>>;

export function isError(value: unknown): value is Error {
  return value instanceof Error || types.isNativeError(value);
}

/**
 * Keeps of an error only what is known to be harmless. A QueryFailedError carries its SQL's parameters, PostgreSQL's `detail` repeats
 * column values, a client's error whole requests.
 */
export function describeError(error: Error, depth = 0): LoggedError {
  const { code, kind, constraint, query, cause, errors } = error as Known;
  const goesOn = depth < MOST_CAUSES;
  const parts = goesOn && Array.isArray(errors) ? errors.filter(isError) : [];
  return {
    type: error.constructor.name || error.name,
    message: messageOf(error, code),
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    ...(typeof kind === 'string' && { kind }),
    ...(typeof constraint === 'string' && { constraint }),
    ...(typeof query === 'string' && { query: withoutLiterals(query) }),
    ...(error.stack && { stack: framesOf(error.stack) }),
    ...(goesOn && isError(cause) && { cause: describeError(cause, depth + 1) }),
    ...(parts.length > 0 && { errors: parts.map((part) => describeError(part, depth + 1)) }),
  };
}

/** PostgreSQL quotes a value that it cannot read, and V8 a text that is no JSON. */
function messageOf({ name, message }: Error, code: unknown): string {
  const isAboutData = typeof code === 'string' && /^2[23][0-9A-Z]{3}$/.test(code);
  const quotesValue = isAboutData || name === 'SyntaxError';
  return cleanText(quotesValue ? message.replace(/(: |, |token )["'][\s\S]*["']/g, `$1"${STARS}"`) : message);
}

function withoutLiterals(sql: string): string {
  return cleanText(sql.replace(/'(?:[^']|'')*'/g, `'${STARS}'`));
}

/** A stack begins with the message, which may have several lines. */
function framesOf(stack: string): string {
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n');
}
