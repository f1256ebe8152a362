import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}
export interface Reaction {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | object;
  /** Writes the body itself, after the headers: as slowly, and as far, as it likes. */
  readonly write?: (response: ServerResponse) => void;
}
/** `hang` takes the request and never answers; `cut` drops the connection. */
export type React = (request: Seen) => Reaction | 'hang' | 'cut' | Promise<Reaction>;

/** A real HTTP server that stands where a service would: it keeps what it was asked and answers what the test says. */
export class ListeningUpstream {
  readonly seen: Seen[] = [];
  react: React = () => ({ body: {} });
  private server: Server | undefined;
  private port = 0;

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** On the same port each time. */
  async start(): Promise<void> {
    const server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      request.on('end', () => {
        const { method = '', url = '', headers } = request;
        void this.answer({ method, url, headers, body }).then((reaction) => {
          if (reaction === 'hang') return;
          if (reaction === 'cut') return void request.socket.destroy();
          const isText = typeof reaction.body === 'string';
          response.writeHead(reaction.status ?? 200, { 'content-type': 'application/json', ...reaction.headers });
          if (reaction.write) return reaction.write(response);
          response.end(isText ? reaction.body : reaction.body && JSON.stringify(reaction.body));
        });
      });
    });
    server.listen(this.port, '127.0.0.1');
    await once(server, 'listening');
    this.port = (server.address() as AddressInfo).port;
    this.server = server;
  }

  async stop(): Promise<void> {
    const server = this.server;
    if (!server?.listening) return;
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  }

  private async answer(request: Seen): Promise<Reaction | 'hang' | 'cut'> {
    if (request.url === '/health/ready') return { body: { status: 'ok' } };
    this.seen.push(request);
    return this.react(request);
  }
}
