import type { ServiceName } from '@shop/kernel';
import type { z } from 'zod';

export { services as upstreams } from '@shop/kernel';
export type Upstream = ServiceName;

export type Role = 'customer' | 'support' | 'admin';

/** `anyone` needs no token, `signed-in` any valid one, a list of roles one of these. Whose resource it is, the owner checks. */
export type Access = 'anyone' | 'signed-in' | readonly Role[];

/**
 * One route of the public API as data: the gateway forwards by it, the owning service serves it, the OpenAPI document is printed
 * from it. `path` is what the service serves, with `:name` parameters; the gateway puts `base` in front of it.
 */
export interface Route<Params = unknown, Query = unknown, Body = unknown, Answer = unknown> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  /** Default `/api/v1`. */
  readonly base?: '';
  /** `every-service`: each serves its own part, and the gateway puts them together. */
  readonly owner: Upstream | 'every-service';
  readonly access: Access;
  readonly summary: string;
  readonly params?: z.ZodType<Params>;
  readonly query?: z.ZodType<Query>;
  readonly body?: z.ZodType<Body>;
  /** Request headers that the route reads, by lower-case name. The gateway checks them; the service reads what arrives. */
  readonly headers?: z.ZodType;
  /** The owner answers a request under a known `Idempotency-Key` as it answered the first one: with a key it is safe to repeat. */
  readonly honoursIdempotencyKey?: true;
  /** It may take many times as long as others: the gateway gives it places and a time limit apart, so that the others keep theirs. */
  readonly isLong?: true;
  /** Of the good answer. */
  readonly status: number;
  readonly answer: z.ZodType<Answer> | null;
  /** What the answer consists of where the client wants `text/event-stream`: objects of `event` and `data`. */
  readonly events?: z.ZodType;
}

/** What a handler gets: every part parsed by its schema. */
export type InputOf<R> =
  R extends Route<infer Params, infer Query, infer Body>
    ? { readonly params: Params; readonly query: Query; readonly body: Body }
    : never;
export type AnswerOf<R> = R extends Route<unknown, unknown, unknown, infer Answer> ? Answer : never;

export function defineRoute<
  Params = Record<string, never>,
  Query = Record<string, never>,
  Body = undefined,
  Answer = null,
>(route: Route<Params, Query, Body, Answer>): Route<Params, Query, Body, Answer> {
  return Object.freeze(route);
}
