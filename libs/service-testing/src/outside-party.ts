import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { startLocalServer } from './local-server.js';
import type { LocalServer } from './local-server.js';

export interface OutsideRequest {
  readonly path: string;
  /** The idempotency key. */
  readonly key: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface OutsideAnswer {
  readonly status: number;
  readonly body: object;
}

/**
 * Somebody outside of the shop whom a service calls: a real HTTP server that a test can bend. The same idempotency key gives the same
 * answer, and has its effect once, as the real ones promise.
 */
export abstract class OutsideParty {
  /** What was asked, in order, repetitions and refused requests included. */
  readonly requests: OutsideRequest[] = [];
  /** Runs when the answer is certain and before it is sent: what the service does not know yet has happened. */
  beforeAnswer: (request: OutsideRequest) => Promise<void>;
  /** A status in place of an answer, before anything happens: an outage. */
  refuses: (request: OutsideRequest) => number | undefined;
  protected readonly answers = new Map<string, OutsideAnswer>();
  private server: LocalServer | undefined;

  constructor() {
    this.behave();
  }

  /** What it does when it is asked something for the first time, and its answer. */
  protected abstract decide(request: OutsideRequest): OutsideAnswer;

  /** Forgets what a test has made of `beforeAnswer` and `refuses`. */
  behave(): void {
    this.beforeAnswer = async () => undefined;
    this.refuses = () => undefined;
  }

  /** @returns its URL, without a slash at the end */
  async start(): Promise<string> {
    this.server = await startLocalServer((request, response) => void this.serve(request, response));
    return this.server.url;
  }

  async stop(): Promise<void> {
    await this.server?.stop();
  }

  private async serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = JSON.parse(await text(incoming)) as OutsideRequest['body'];
    const request = { path: incoming.url ?? '', key: String(incoming.headers['idempotency-key']), body };
    this.requests.push(request);
    const status = this.refuses(request);
    if (status !== undefined) return send(response, { status, body: { error: { code: 'unavailable' } } });
    const answer = this.answers.get(request.key) ?? this.decide(request);
    this.answers.set(request.key, answer);
    await this.beforeAnswer(request);
    send(response, answer);
  }
}

function send(response: ServerResponse, { status, body }: OutsideAnswer): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
