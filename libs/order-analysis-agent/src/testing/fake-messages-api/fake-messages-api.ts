import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApiError } from './api-error.js';
import { checkHeaders } from './check-request.js';
import { sendError, sendJson } from './deliver.js';
import type { Delivery } from './deliver.js';
import { newId } from './message.js';
import { RequestLog } from './received-request.js';
import type { ReceivedRequest } from './received-request.js';
import { plausibleAnalyst } from './scenario.js';
import type { Scenario } from './scenario.js';
import { ScriptedModel } from './scripted-model.js';

const MAX_BYTES = 32 * 1024 * 1024;

/**
 * A Messages API of our own, over real HTTP: refuses what the API refuses, answers as a scenario says, in one piece or streamed,
 * and with the API's faults. For tests and demos without a key. There is no model in it.
 */
export class FakeMessagesApi {
  private readonly log = new RequestLog();

  private constructor(
    private readonly server: Server,
    private model: ScriptedModel,
  ) {
    server.on('request', (request, response) => void this.serve(request, response));
  }

  /** @param port any free one, if left out. Rejects when it is taken. @param scenario the plausible analyst, if left out */
  static async start(options: { readonly port?: number; readonly scenario?: Scenario } = {}): Promise<FakeMessagesApi> {
    const server = createServer();
    const api = new FakeMessagesApi(server, new ScriptedModel(options.scenario ?? plausibleAnalyst));
    server.listen(options.port ?? 0, '127.0.0.1');
    await once(server, 'listening');
    return api;
  }

  /** For ANTHROPIC_BASE_URL. */
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** What came in on the wire, oldest first; the last thousand. */
  get requests(): readonly ReceivedRequest[] {
    return this.log.requests;
  }

  /** From now on the model does this. */
  play(scenario: Scenario): void {
    this.model = new ScriptedModel(scenario);
  }

  /** At once: what is under way is broken off. */
  async stop(): Promise<void> {
    if (!this.server.listening) return;
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const delivery = deliveryOf(response);
    const [path = ''] = (request.url ?? '').split('?');
    if (request.method === 'GET') return this.tell(path, delivery);
    const text = await bodyOf(request);
    if (request.method === 'PUT' && path === '/scenario') return this.change(text, delivery);
    const settle = this.log.add({ path, headers: request.headers, text });
    try {
      if (text.length > MAX_BYTES) throw new ApiError(413, 'Request exceeds the maximum size');
      checkHeaders(request.headers);
      settle(await this.answer(path, text, delivery));
    } catch (error) {
      if (delivery.gone.aborted) return settle(this.server.listening ? 'aborted' : 'broken');
      const refusal = error instanceof ApiError ? error : new ApiError(500, String(error));
      sendError(refusal, delivery);
      settle('refused', refusal.message);
    }
  }

  private async answer(path: string, text: string, delivery: Delivery): Promise<ReceivedRequest['outcome']> {
    if (path === '/v1/messages') return this.model.answer(text, delivery);
    if (path === '/v1/messages/count_tokens') return this.model.countTokens(text, delivery);
    throw new ApiError(404, 'Not found');
  }

  /** For whoever wants to see another behaviour of a process that runs. */
  private change(text: string, delivery: Delivery): void {
    try {
      this.play(JSON.parse(text) as Scenario);
      sendJson({ plays: 'from now on' }, delivery);
    } catch (error) {
      sendError(new ApiError(400, `This is no scenario: ${String(error)}`), delivery);
    }
  }

  /** For people, and for whoever waits until it is ready. */
  private tell(path: string, delivery: Delivery): void {
    if (path === '/health/live' || path === '/health/ready') return sendJson({ status: 'ok' }, delivery);
    if (path === '/requests') return sendJson(this.requests.map(withoutKey), delivery);
    sendError(new ApiError(404, 'Not found'), delivery);
  }
}

function deliveryOf(response: ServerResponse): Delivery {
  const requestId = newId('req');
  response.setHeader('request-id', requestId);
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  return { response, requestId, gone: gone.signal };
}

/** As far as it came: who goes away in the middle of a request hears nothing of its faults. */
async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) chunks.push(chunk as Buffer);
  } catch {
    chunks.length = 0;
  }
  return Buffer.concat(chunks).toString('utf8');
}

function withoutKey({ headers, text, ...request }: ReceivedRequest): object {
  const { authorization, 'x-api-key': key, ...rest } = headers;
  return { ...request, headers: { ...rest, authorized: Boolean(authorization ?? key) }, body: text };
}
