import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
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
});
