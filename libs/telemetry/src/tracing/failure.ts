import { ATTR_EXCEPTION_STACKTRACE, ATTR_EXCEPTION_TYPE } from '@opentelemetry/semantic-conventions';
import type { Attributes } from '@opentelemetry/api';
import { isAppError } from '@shop/kernel';

/** `error.type`: the code of an AppError, of PostgreSQL or of the network; else the name of the class. There are few of them. */
export function failureType(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  if (isAppError(error)) return error.code;
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && code !== '' ? code : error.name;
}

/**
 * The event `exception` without its message: messages of databases and parsers repeat values, and those may be somebody's. The log
 * line with the same trace id has it.
 */
export function exceptionAttributes(error: unknown): Attributes {
  const frames = error instanceof Error ? framesOf(error) : '';
  return { [ATTR_EXCEPTION_TYPE]: failureType(error), ...(frames && { [ATTR_EXCEPTION_STACKTRACE]: frames }) };
}

function framesOf({ stack = '' }: Error): string {
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n');
}
