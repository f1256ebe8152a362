import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface ProviderRequest {
  readonly path: string;
  readonly key: string;
  readonly body: Readonly<Record<string, unknown>>;
}
interface Answer {
  readonly status: number;
  readonly body: object;
}

/** A payment provider over real HTTP that a test can bend. The same key gives the same answer, as the real one promises. */
export class ListeningProvider {
  readonly requests: ProviderRequest[] = [];
  /** Runs when the answer is certain and before it is sent: what the other side does not know yet has happened. */
  beforeAnswer: (request: ProviderRequest) => Promise<void> = async () => undefined;
  /** A status in place of an answer, before anything happens: an outage. */
  refuses: (request: ProviderRequest) => number | undefined = () => undefined;
  private readonly answers = new Map<string, Answer>();
  private readonly server = createServer((request, response) => void this.serve(request, response));

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** The requests for charges of an order, repetitions included. */
  chargesOf(orderId: string): readonly ProviderRequest[] {
    return this.requests.filter(({ path, body }) => path === '/payments/charges' && body['reference'] === orderId);
  }

  /** What the customer has really paid for an order, less what came back, in minor units. */
  heldFor(orderId: string): number {
    const keys = new Set(this.chargesOf(orderId).map(({ key }) => key));
    const made = [...keys].flatMap((key) => this.answers.get(key) ?? []).filter(({ status }) => status === 201);
    const amounts = made.map(({ body }) => body as { id: string; amountMinor: number });
    const refunds = [...this.answers.values()].map(({ body }) => body as { chargeId?: string; amountMinor: number });
    return amounts.reduce((sum, charge) => {
      const back = refunds.filter(({ chargeId }) => chargeId === charge.id);
      return sum + charge.amountMinor - back.reduce((total, { amountMinor }) => total + amountMinor, 0);
    }, 0);
  }

  private async serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = JSON.parse(await text(incoming)) as ProviderRequest['body'];
    const request = { path: incoming.url ?? '', key: String(incoming.headers['idempotency-key']), body };
    this.requests.push(request);
    const status = this.refuses(request);
    if (status !== undefined) return send(response, { status, body: { error: { code: 'unavailable' } } });
    const answer = this.answers.get(request.key) ?? this.decide(request);
    this.answers.set(request.key, answer);
    await this.beforeAnswer(request);
    send(response, answer);
  }

  private decide({ path, body }: ProviderRequest): Answer {
    const number = this.answers.size + 1;
    if (path === '/payments/refunds') return { status: 201, body: { id: `re_${number}`, status: 'refunded', ...body } };
    const { token, ...charge } = body;
    if (token === 'tok_visa') return { status: 201, body: { id: `ch_${number}`, status: 'captured', ...charge } };
    return { status: 402, body: { error: { code: 'insufficient_funds', message: 'No.' } } };
  }
}

function send(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
