import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Server as NetServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { JsonClient } from './json-client.js';

describe('a JSON client', () => {
  let server: Server;
  let client: JsonClient;
  let answer: (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

  beforeAll(async () => {
    server = createServer((request, response) => void answer(request, response));
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as AddressInfo;
    client = new JsonClient('there', `http://127.0.0.1:${port}/base/`);
  });
  afterAll(async () => {
    await client.close();
    server.close();
  });
  const answerWith = (status: number, body: string) => (_: IncomingMessage, response: ServerResponse) =>
    void response.writeHead(status).end(body);

  it('posts JSON under the base path with the idempotency key', async () => {
    const seen: unknown[] = [];
    answer = async (request, response) => {
      seen.push([request.method, request.url, request.headers['idempotency-key'], await json(request)]);
      response.writeHead(201).end('{"id":"x"}');
    };
    await expect(client.post('/things', { a: 1 }, 'key-1')).resolves.toEqual({ status: 201, body: { id: 'x' } });
    expect(seen).toEqual([['POST', '/base/things', 'key-1', { a: 1 }]]);
  });

  it('asks with the headers that it is given, and no body', async () => {
    answer = (request, response) => {
      const { method, url, headers } = request;
      response.end(JSON.stringify([method, url, headers.authorization, headers['content-length']]));
    };
    const { body } = await client.get('/things/1', { authorization: 'Bearer x' }, '/things/:id');
    expect(body).toEqual(['GET', '/base/things/1', 'Bearer x', null]);
  });

  it('gives up after its own time', async () => {
    const { port } = server.address() as AddressInfo;
    const hasty = new JsonClient('hasty', `http://127.0.0.1:${port}`, undefined, { timeoutMs: 50 });
    answer = () => undefined;
    await expect(hasty.get('/')).rejects.toMatchObject({ kind: 'unavailable', code: 'hasty.timeout' });
    await hasty.close();
  });

  it('gives a refusal as an answer', async () => {
    answer = answerWith(402, '{"error":{"code":"card_declined"}}');
    const refusal = await client.post('/', {}, 'k');
    expect(refusal).toEqual({ status: 402, body: { error: { code: 'card_declined' } } });
  });

  it.each([500, 503, 429])('takes %d for no answer', async (status) => {
    answer = answerWith(status, '{"error":{"code":"busy"}}');
    const failed = client.post('/', {}, 'k');
    await expect(failed).rejects.toMatchObject({ kind: 'unavailable', code: 'there.no-outcome' });
    await expect(failed).rejects.toThrow(`answered ${status} (busy)`);
  });

  it('gives what is no JSON as no body', async () => {
    answer = answerWith(200, '<html>');
    await expect(client.post('/', {}, 'k')).resolves.toEqual({ status: 200, body: undefined });
  });

  it('leaves a connection on which nobody gives an outcome: another may have taken the address over', async () => {
    const listen = async (answered: number, port = 0) => {
      const own = createServer((_, response) => void response.writeHead(answered).end('{}'));
      await new Promise<void>((listening) => own.listen(port, '127.0.0.1', listening));
      return own;
    };
    const stranger = await listen(404);
    const { port } = stranger.address() as AddressInfo;
    const moved = new JsonClient('moved', `http://127.0.0.1:${port}`, undefined, { concurrency: 1 });
    await moved.post('/charges', {}, 'k');
    NetServer.prototype.close.call(stranger); // no new connections, but those that there are stay
    const right = await listen(201, port);
    const statuses = new Set<number>();
    for (const deadline = Date.now() + 3_000; !statuses.has(201) && Date.now() < deadline;) {
      const answer = await moved.post('/charges', {}, 'k');
      statuses.add(answer.status);
      if (answer.status !== 201) moved.noOutcome(answer);
    }
    expect([...statuses]).toEqual([404, 201]);
    await moved.close();
    for (const own of [stranger, right]) {
      own.close();
      own.closeAllConnections();
    }
  });
});
