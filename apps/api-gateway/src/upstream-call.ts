import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
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
  /** Whether the answer is wanted as a stream of events: then it begins within the time that other answers have to end in. */
  readonly wantsEvents?: boolean;
}

export interface UpstreamAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** An answer that has begun: its body is read by whoever gets it. */
export interface OpenedAnswer extends Omit<UpstreamAnswer, 'body'> {
  readonly body: Readable;
}

/** An answer that is handed on event by event. */
export interface StreamedAnswer extends Omit<UpstreamAnswer, 'body'> {
  /** Whole events. The last is an `error` where the service has not come to its end. */
  readonly events: Readable;
  /** Resolves when the service has nothing more to say; with why, if it could not finish. */
  readonly over: Promise<unknown>;
}
