import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Controller, Get, Module, Param, Res } from '@nestjs/common';
import { currentContext, notFound } from '@shop/kernel';
import { OtlpReceiver } from '@shop/telemetry/testing';
import type { ReceivedSpan } from '@shop/telemetry/testing';
import { AllowAccess } from '../auth/access.js';
import { startService } from '../start/start-service.js';
import type { RunningService } from '../start/start-service.js';

/** Of the answer that does not end by itself. */
let closed: Promise<unknown>;

@AllowAccess('anyone')
@Controller('orders')
class OrdersController {
  @Get(':id')
  find(@Param('id') id: string) {
    if (id === 'broken') throw new TypeError('ann@hush.test');
    if (id === 'unknown') throw notFound('order', id);
    return { traceparent: currentContext()?.traceparent };
  }

  @Get(':id/endless')
  endless(@Res() { raw }: { readonly raw: ServerResponse }) {
    raw.writeHead(200).write('and so on');
    closed = once(raw, 'close');
  }
}

@Module({ controllers: [OrdersController] })
class OrdersModule {}

const caller = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331';

describe('a request to a traced service', () => {
  let receiver: OtlpReceiver;
  let service: RunningService;
  beforeEach(async () => {
    receiver = await OtlpReceiver.start();
    service = await startService({
      name: 'order-service',
      config: {
        HOST: '127.0.0.1',
        PORT: 0,
        LOG_LEVEL: 'silent',
        LOG_FORMAT: 'json',
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      },
      module: OrdersModule,
    });
  });
  afterEach(async () => {
    await service.stop();
    await receiver.stop();
  });

  async function ask(path: string, headers: Record<string, string> = {}) {
    const response = await fetch(service.url + path, { headers });
    return { answered: response.headers.get('traceparent'), body: (await response.json()) as { traceparent?: string } };
  }
  /** The stop sends what waits. */
  const spans = async (): Promise<readonly ReceivedSpan[]> => {
    await service.stop();
    return receiver.spans;
  };

  it('is a span beneath the caller, whose context the work runs in and the answer names', async () => {
    const { answered, body } = await ask('/orders/7?email=ann@hush.test', { traceparent: `${caller}-01` });
    const [span] = await spans();
    expect(span).toMatchObject({ service: 'order-service', kind: 'server', name: 'GET /orders/:id', isError: false });
    expect(span).toMatchObject({ traceId: caller.slice(3, 35), parentSpanId: caller.slice(36) });
    expect(span?.attributes).toEqual({
      'http.request.method': 'GET',
      'http.route': '/orders/:id',
      'http.response.status_code': 200,
      'url.path': '/orders/7',
      'url.scheme': 'http',
    });
    expect(answered).toBe(`00-${span?.traceId}-${span?.spanId}-01`);
    expect(body.traceparent).toBe(answered);
  });

  it('is no span beneath a caller that has recorded none, and goes by the name that the caller gave', async () => {
    expect((await ask('/orders/7', { traceparent: `${caller}-00` })).answered).toBe(`${caller}-00`);
    expect(await spans()).toEqual([]);
  });

  it('that its client leaves has an end all the same', async () => {
    const asked = request(`${service.url}/orders/7/endless`).on('error', () => undefined);
    const [answer] = (await once(asked.end(), 'response')) as [IncomingMessage];
    answer.on('error', () => undefined);
    asked.destroy();
    await closed;
    const [span] = await spans();
    expect(span).toMatchObject({ name: 'GET /orders/:id/endless', isError: false });
    expect(span?.attributes).toMatchObject({ 'http.response.status_code': 499 });
  });

  it('that fails says by what, but nothing that the error said', async () => {
    await ask('/orders/broken');
    const [span] = await spans();
    expect(span).toMatchObject({
      isError: true,
      attributes: { 'error.type': 'TypeError', 'http.response.status_code': 500 },
    });
    expect(JSON.stringify(span?.events)).not.toContain('hush');
  });

  it('that is refused is no failure of ours', async () => {
    await ask('/orders/unknown');
    await ask('/nowhere');
    const [unknown, nowhere] = await spans();
    expect(unknown).toMatchObject({ isError: false, attributes: { 'http.response.status_code': 404 } });
    expect(nowhere).toMatchObject({ isError: false, name: 'GET' });
  });

  it('of a probe is none', async () => {
    await ask('/health/live');
    expect(await spans()).toEqual([]);
  });
});
