import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import { idempotencyKey } from '@shop/api-contracts';
import { invalid } from '@shop/kernel';

interface Request {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** @throws AppError `invalid` (`request.invalid`) for what is no key */
export function parseIdempotencyKey(key: string | string[] | undefined): string | undefined {
  if (key === undefined) return undefined;
  const parsed = idempotencyKey.safeParse(key);
  if (parsed.success) return parsed.data;
  throw invalid('request.invalid', 'The request is not valid.', [
    { path: 'headers.idempotency-key', message: '1–200 visible ASCII characters' },
  ]);
}

/** A handler's parameter of type `string | undefined`: what the client calls this request, so that repeating it is harmless. */
export const IdempotencyKey = createParamDecorator((_data: unknown, context: ExecutionContext) =>
  parseIdempotencyKey(context.switchToHttp().getRequest<Request>().headers['idempotency-key']),
);
