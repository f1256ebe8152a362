import { STATUS_CODES } from 'node:http';
import { HttpException } from '@nestjs/common';
import { asUnavailable } from '@shop/group-commit';
import { isAppError, unreachable } from '@shop/kernel';
import type { AppError, ErrorKind, FieldFault } from '@shop/kernel';

/** RFC 9457. Sent as `application/problem+json`. */
export interface Problem {
  /** `https://shop.example/problems/` and the error's code. An identifier: nothing is served there. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  /** The path that was asked for. */
  readonly instance: string;
  readonly errors?: readonly FieldFault[];
}

export interface ProblemAnswer {
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>>;
}

export const problemType = (code: string) => `https://shop.example/problems/${code}`;

/** Turns whatever was thrown into what the client may see of it: of an unexpected error, nothing but that it happened. */
export function toProblem(thrown: unknown, instance: string): ProblemAnswer {
  // A query that lost its connection is no fault of ours and passes.
  const error = asUnavailable(thrown);
  if (isAppError(error)) return fromAppError(error, instance);
  const refused = clientFault(error);
  if (refused) return answer(refused.status, codeOf(refused.status), refused.detail, instance);
  return answer(500, 'internal', undefined, instance);
}

/** The status of an AppError (ADR 0006). */
export function statusOf({ kind, code }: Pick<AppError, 'kind' | 'code'>): number {
  // The one refusal with a status of its own: the contract promises 422 for it.
  return code === 'idempotency.key-reused' ? 422 : statusOfKind(kind);
}

function statusOfKind(kind: ErrorKind): number {
  switch (kind) {
    case 'invalid':
      return 400;
    case 'unauthorised':
      return 401;
    case 'forbidden':
      return 403;
    case 'not-found':
      return 404;
    case 'conflict':
    case 'refused':
      return 409;
    case 'exhausted':
      return 429;
    case 'unavailable':
      return 503;
    default:
      return unreachable(kind);
  }
}

function fromAppError(error: AppError, instance: string): ProblemAnswer {
  return answer(statusOf(error), error.code, error.message, instance, error);
}

function answer(
  status: number,
  code: string,
  detail: string | undefined,
  instance: string,
  { errors, retryAfterMs }: Pick<AppError, 'errors' | 'retryAfterMs'> = {},
): ProblemAnswer {
  const problem = { type: problemType(code), title: STATUS_CODES[status] ?? 'Error', status, detail, instance, errors };
  return { problem, headers: headersFor(status, retryAfterMs) };
}

function headersFor(status: number, retryAfterMs = 1000): Record<string, string> {
  if (status === 401) return { 'www-authenticate': 'Bearer' };
  if (status === 503 || status === 429) return { 'retry-after': String(Math.max(1, Math.ceil(retryAfterMs / 1000))) };
  return {};
}

/** Nest's exceptions, and fastify's own errors about a request it could not read; both carry a message made for clients. */
function clientFault(error: unknown): { readonly status: number; readonly detail: string } | undefined {
  if (error instanceof HttpException) return { status: error.getStatus(), detail: error.message };
  if (!(error instanceof Error) || error.name !== 'FastifyError' || !('statusCode' in error)) return undefined;
  const status = Number(error.statusCode);
  return status < 500 ? { status, detail: error.message } : undefined;
}

function codeOf(status: number): string {
  return `http.${(STATUS_CODES[status] ?? String(status)).toLowerCase().replace(/[^a-z]+/g, '-')}`;
}
