import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readTraceRequest } from './received-span.js';
import type { ReceivedSpan } from './received-span.js';

export interface ReceivedRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

/** Takes spans as a collector does: OTLP over HTTP, protobuf. */
export class OtlpReceiver {
  readonly spans: ReceivedSpan[] = [];
  readonly requests: ReceivedRequest[] = [];
  /** Requests are taken in and never answered. */
  isHanging = false;

  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  readonly url: string;

  private constructor(private readonly server: Server) {
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  static async start(port = 0): Promise<OtlpReceiver> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    const receiver = new OtlpReceiver(server);
    server.on('request', (request, response) => {
      void receiver.take(request).then((status) => {
        if (!receiver.isHanging) response.writeHead(status).end();
      });
    });
    return receiver;
  }

  traceOf(traceId: string): readonly ReceivedSpan[] {
    return this.spans.filter((span) => span.traceId === traceId);
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  private async take(request: IncomingMessage): Promise<number> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { url: path = '', headers } = request;
    this.requests.push({ path, headers });
    if (path !== '/v1/traces' || headers['content-type'] !== 'application/x-protobuf') return 415;
    this.spans.push(...readTraceRequest(Buffer.concat(chunks)));
    return 200;
  }
}
