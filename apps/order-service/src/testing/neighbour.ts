import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { startLocalServer } from '@shop/service-testing';
import type { LocalServer } from '@shop/service-testing';

export interface NeighbourRequest {
  /** `POST /payments/1/refunds` */
  readonly route: string;
  readonly authorization: string | undefined;
  readonly key: string | undefined;
  readonly body: unknown;
}
export interface NeighbourAnswer {
  readonly status: number;
  readonly body?: object;
}

/** Another service of the shop, as this one sees it over HTTP. A test says what it answers. */
export class Neighbour {
  readonly requests: NeighbourRequest[] = [];
  answer: (request: NeighbourRequest) => NeighbourAnswer | Promise<NeighbourAnswer> = () => ({ status: 404 });
  private server: LocalServer | undefined;

  async start(): Promise<string> {
    this.server = await startLocalServer((request, response) => void this.serve(request, response));
    return this.server.url;
  }

  async stop(): Promise<void> {
    await this.server?.stop();
  }

  private async serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const sent = await text(incoming);
    const { authorization, 'idempotency-key': key } = incoming.headers;
    const request = {
      route: `${incoming.method} ${incoming.url}`,
      authorization,
      key: key?.toString(),
      body: sent === '' ? undefined : (JSON.parse(sent) as unknown),
    };
    this.requests.push(request);
    const { status, body } = await this.answer(request);
    response.writeHead(status, { 'content-type': 'application/json' }).end(body && JSON.stringify(body));
  }
}

/** A refusal as every service words it. */
export function problemOf(status: number, code: string, detail: string): NeighbourAnswer {
  return { status, body: { type: `https://shop.test/problems/${code}`, title: code, status, detail } };
}
