import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface CarrierRequest {
  readonly path: string;
  readonly key: string;
  readonly body: Readonly<Record<string, unknown>>;
}
interface Answer {
  readonly status: number;
  readonly body: object;
}

const LABELS = '/carrier/labels';

/** A carrier over real HTTP that a test can bend. The same key gives the same answer, as the real one promises. */
export class ListeningCarrier {
  readonly requests: CarrierRequest[] = [];
  /** Runs when the answer is certain and before it is sent: what the other side does not know yet has happened. */
  beforeAnswer: (request: CarrierRequest) => Promise<void> = async () => undefined;
  /** A status in place of an answer, before anything happens: an outage. */
  refuses: (request: CarrierRequest) => number | undefined = () => undefined;
  private readonly answers = new Map<string, Answer>();
  /** Labels by id: of which order, and whether they are void. */
  private readonly labels = new Map<string, { readonly reference: unknown; isVoid: boolean }>();
  private readonly server = createServer((request, response) => void this.serve(request, response));

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** The requests for labels of an order, repetitions included. */
  asksFor(orderId: string): readonly CarrierRequest[] {
    return this.requests.filter(({ path, body }) => path === LABELS && body['reference'] === orderId);
  }

  /** The labels that were really made for an order: `valid` ones lead to a parcel. */
  labelsOf(orderId: string): readonly ('valid' | 'void')[] {
    const made = [...this.labels.values()].filter(({ reference }) => reference === orderId);
    return made.map(({ isVoid }) => (isVoid ? 'void' : 'valid'));
  }

  private async serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = JSON.parse(await text(incoming)) as CarrierRequest['body'];
    const request = { path: incoming.url ?? '', key: String(incoming.headers['idempotency-key']), body };
    this.requests.push(request);
    const status = this.refuses(request);
    if (status !== undefined) return send(response, { status, body: { error: { code: 'unavailable' } } });
    const answer = this.answers.get(request.key) ?? this.decide(request);
    this.answers.set(request.key, answer);
    await this.beforeAnswer(request);
    send(response, answer);
  }

  private decide({ path, body }: CarrierRequest): Answer {
    if (path !== LABELS) return this.voidLabel(path.split('/').at(-2) ?? '');
    const { postalCode } = body['address'] as { postalCode: string };
    if (postalCode === '00000') {
      return { status: 422, body: { error: { code: 'undeliverable', message: 'Nobody goes there.' } } };
    }
    const number = this.labels.size + 1;
    const id = `lb_${number}`;
    this.labels.set(id, { reference: body['reference'], isVoid: false });
    return { status: 201, body: { id, carrier: 'Speedy Express', trackingNumber: `SPX${number}` } };
  }

  private voidLabel(id: string): Answer {
    const label = this.labels.get(id);
    if (!label) return { status: 404, body: { error: { code: 'unknown_label' } } };
    label.isVoid = true;
    return { status: 200, body: { id, status: 'void' } };
  }
}

function send(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
