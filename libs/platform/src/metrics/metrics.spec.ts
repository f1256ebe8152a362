import { once } from 'node:events';
import { connect } from 'node:net';
import { Controller, Get, Module, Post } from '@nestjs/common';
import { refused } from '@shop/kernel';
import { Exposition, expositionFaults, scrape } from '@shop/telemetry/testing';
import { AllowAccess } from '../auth/access.js';
import { startService } from '../start/start-service.js';
import type { RunningService, ServiceOptions } from '../start/start-service.js';

/** Opened by the request that gets there, and closed by the test. */
class Door {
  enter: () => void = () => undefined;
  leave: () => void = () => undefined;
  readonly entered = new Promise<void>((resolve) => (this.enter = resolve));
  readonly left = new Promise<void>((resolve) => (this.leave = resolve));
}

let door: Door;

@AllowAccess('anyone')
@Controller('things')
class ThingsController {
  @Get(':id')
  get() {
    return {};
  }

  @Get(':id/slow')
  async slow() {
    door.enter();
    await door.left;
    return {};
  }

  @Post()
  refuse() {
    throw refused('thing.refused', 'No.');
  }
}

@Module({ controllers: [ThingsController] })
class ThingsModule {}

describe('the metrics of a service', () => {
  let service: RunningService;
  const start = async (config: Partial<ServiceOptions['config']> = {}, options: Partial<ServiceOptions> = {}) => {
    const common = { HOST: '127.0.0.1', PORT: 0, LOG_LEVEL: 'silent', LOG_FORMAT: 'json' } as const;
    service = await startService({
      name: 'outside-world',
      config: { ...common, ...config },
      module: ThingsModule,
      ...options,
    });
  };
  const ask = async (path: string, method = 'GET') => {
    const response = await fetch(service.url + path, { method });
    await response.text();
    return response.status;
  };
  const requests = async (labels: Record<string, string>) =>
    (await scrape(service.metricsUrl)).value('http_server_request_duration_seconds_count', labels);

  beforeEach(() => (door = new Door()));
  afterEach(() => service.stop());

  it('count requests by the template of their route, their method and their status', async () => {
    await start();
    for (const id of ['1', '2', '3']) expect(await ask(`/things/${id}?page=${id}`)).toBe(200);
    expect(await ask('/things', 'POST')).toBe(409);
    expect(await requests({ method: 'GET', route: '/things/:id', status: '200' })).toBe(3);
    expect(await requests({ method: 'POST', route: '/things', status: '409' })).toBe(1);
  });

  it('have one name for all paths that are none', async () => {
    await start();
    for (const path of ['/nothing', '/things/1/2/3', '/wp-admin.php']) expect(await ask(path)).toBe(404);
    expect(await requests({ route: 'unmatched', status: '404' })).toBe(3);
    const routes = (await scrape(service.url)).samples('http_server_request_duration_seconds_count');
    expect(new Set(routes.map(({ labels }) => labels['route']))).toEqual(new Set(['unmatched']));
  });

  it('count neither probes nor scrapes, of which there are more than of anything else', async () => {
    await start();
    expect(await ask('/health/ready')).toBe(200);
    await scrape(service.url);
    expect(await requests({})).toBeUndefined();
  });

  it('know the requests that are open, and those whose client has gone', async () => {
    await start();
    const { port } = new URL(service.url);
    const client = connect(Number(port), '127.0.0.1');
    client.write('GET /things/1/slow HTTP/1.1\r\nHost: here\r\n\r\n');
    await door.entered;
    expect((await scrape(service.url)).value('http_server_active_requests')).toBe(1);
    client.destroy();
    await once(client, 'close');
    for (let looks = 0; looks < 100 && (await requests({ status: '499' })) === undefined; looks++);
    expect(await requests({ route: '/things/:id/slow', status: '499' })).toBe(1);
    expect((await scrape(service.url)).value('http_server_active_requests')).toBe(0);
    door.leave();
  });

  it('keep to the conventions', async () => {
    await start();
    await ask('/things/1');
    expect(expositionFaults('outside-world', await scrape(service.url))).toEqual([]);
  });

  it('are where no prefix is put in front', async () => {
    await start({}, { globalPrefix: 'api/v1' });
    expect(await ask('/api/v1/things/1')).toBe(200);
    expect(await requests({ route: '/api/v1/things/:id' })).toBe(1);
  });

  it('are on a port of their own alone, if one is set', async () => {
    await start({ METRICS_PORT: 0 });
    expect(service.metricsUrl).not.toBe(service.url);
    expect(await ask('/metrics')).toBe(404);
    expect((await scrape(service.metricsUrl)).value('app_info')).toBe(1);
    const others = [await fetch(`${service.metricsUrl}/health/live`), await fetch(`${service.metricsUrl}/things/1`)];
    expect(others.map(({ status }) => status)).toEqual([404, 404]);
    expect((await fetch(`${service.metricsUrl}/metrics`, { method: 'POST' })).status).toBe(405);
  });

  it('are still there while open requests finish, and gone with the service', async () => {
    await start({ METRICS_PORT: 0 });
    const answer = ask('/things/1/slow');
    await door.entered;
    const stopping = service.stop();
    expect((await scrape(service.metricsUrl)).value('http_server_active_requests')).toBe(1);
    door.leave();
    await stopping;
    expect(await answer).toBe(200);
    await expect(fetch(`${service.metricsUrl}/metrics`)).rejects.toThrow('fetch failed');
  });

  it('keep the service from starting if their port is taken, and take none when it does not start', async () => {
    await start({ METRICS_PORT: 0 });
    const taken = Number(new URL(service.metricsUrl).port);
    const other = { HOST: '127.0.0.1', PORT: 0, METRICS_PORT: taken, LOG_LEVEL: 'silent', LOG_FORMAT: 'json' } as const;
    const second = { name: 'outside-world', config: other, module: ThingsModule };
    await expect(startService(second)).rejects.toMatchObject({ code: 'EADDRINUSE' });
    const { url } = service;
    await service.stop();
    const failing = { ...other, PORT: Number(new URL(url).port) };
    await start({ PORT: failing.PORT });
    await expect(startService({ ...second, config: failing })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await expect(fetch(`http://127.0.0.1:${taken}/metrics`)).rejects.toThrow('fetch failed');
  });

  it('are those of each service, where several share a process', async () => {
    await start();
    const first = service;
    await ask('/things/1');
    await start({}, { name: 'api-gateway' });
    const figures = await scrape(service.url);
    expect(figures.value('http_server_request_duration_seconds_count')).toBeUndefined();
    expect(figures.value('process_resident_memory_bytes', { service: 'api-gateway' })).toBeGreaterThan(0);
    expect((await scrape(first.url)).value('http_server_request_duration_seconds_count')).toBe(1);
    await first.stop();
  });
});

it('is text that Prometheus reads', () => {
  expect(() => Exposition.parse('what is this')).toThrow('This is no sample');
});
