import type { IncomingHttpHeaders } from 'node:http';
import type { Route } from '@shop/api-contracts';

export interface UpstreamCall {
  readonly method: Route['method'];
  /** Whether it has a key under which sending it twice is the same as sending it once. */
  readonly isKeyed?: boolean;
  readonly path: string;
  /** The path with names in place of values, for whoever counts or traces calls. */
  readonly template?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface UpstreamAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}
