import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

export interface ReceivedMessage {
  readonly path: string | undefined;
  readonly key: string | undefined;
  readonly body: unknown;
  readonly answered: number;
}

/** A provider of text messages and push notifications, over real HTTP. */
export interface MessageProvider {
  readonly url: string;
  /** Every request, repetitions too. */
  readonly messages: readonly ReceivedMessage[];
  /** Answers the next request with 503. */
  failOnce(): void;
  close(): Promise<void>;
}

export async function startMessageProvider(): Promise<MessageProvider> {
  const messages: ReceivedMessage[] = [];
  let failures = 0;
  const server = createServer((request, response) => {
    void json(request).then((body) => {
      const answered = failures > 0 ? 503 : 202;
      if (answered === 503) failures -= 1;
      messages.push({ path: request.url, key: request.headers['idempotency-key']?.toString(), body, answered });
      response.writeHead(answered, { 'content-type': 'application/json' }).end('{"id":"m1"}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    messages,
    failOnce: () => void (failures += 1),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
