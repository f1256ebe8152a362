import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Metrics } from '@shop/telemetry';

export const METRICS_PATH = '/metrics';

/**
 * Serves the metrics on a port of their own, which is then the only one that has them: it can be kept from the public by not being
 * published. Plain HTTP beside the service's, so that a scrape is answered before the service takes work, and until it has finished it.
 */
export class MetricsListener {
  private constructor(
    private readonly server: Server,
    readonly address: AddressInfo,
  ) {}

  /** @throws the error of the system, for instance for a port that is taken */
  static async open(metrics: Metrics, host: string, port: number): Promise<MetricsListener> {
    const server = createServer((request, response) => void answer(metrics, request, response));
    server.listen({ host, port });
    await once(server, 'listening');
    return new MetricsListener(server, server.address() as AddressInfo);
  }

  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }
}

async function answer(
  metrics: Metrics,
  { method, url = '' }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [path] = url.split('?', 1);
  if (path !== METRICS_PATH || (method !== 'GET' && method !== 'HEAD')) {
    response.writeHead(path === METRICS_PATH ? 405 : 404).end();
    return;
  }
  try {
    const text = await metrics.expose();
    response.writeHead(200, { 'content-type': metrics.contentType, 'cache-control': 'no-store' }).end(text);
  } catch {
    response.writeHead(500).end();
  }
}
