import type { ServerResponse } from 'node:http';

/** The parts of Fastify's request and reply that the gateway touches. */
export interface PublicRequest {
  readonly url: string;
  readonly ip: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly params: unknown;
  readonly query: unknown;
  readonly body?: unknown;
}

export interface PublicReply {
  readonly raw: ServerResponse;
  code(status: number): PublicReply;
  headers(headers: Readonly<Record<string, string>>): PublicReply;
  send(body?: Uint8Array | string | object): unknown;
}
