import { createServer } from 'node:net';
import { Controller, Get, Module } from '@nestjs/common';
import type { OnModuleDestroy } from '@nestjs/common';
import { EventPattern, Server } from '@nestjs/microservices';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import { HealthRegistry } from '@shop/kernel';
import { AllowAccess } from '../auth/access.js';
import { currentService } from '@shop/telemetry';
import { Stopping } from '../stopping.js';
import { startService } from './start-service.js';
import type { ServiceOptions } from './start-service.js';

/** Something that a test opens and others wait for. */
class Gate {
  open: () => void = () => undefined;
  readonly opened = new Promise<void>((resolve) => (this.open = resolve));
}

class Probe {
  readonly log: string[] = [];
  readonly consumersMayStart = new Gate();
  consumersMayClose: Promise<void> | undefined;
  readonly arrived = new Gate();
  readonly mayFinish = new Gate();
  ill = false;
  refusal: Error | undefined;
}

/** A transport that begins when the test says so and notes what becomes of it. */
class ProbeStrategy extends Server implements CustomTransportStrategy {
  constructor(private readonly probe: Probe) {
    super();
  }
  listen(callback: (error?: unknown) => void): void {
    void this.probe.consumersMayStart.opened.then(() => {
      this.probe.log.push(`consuming ${[...this.messageHandlers.keys()].join()} as ${currentService()}`);
      callback(this.probe.refusal);
    });
  }
  async close(): Promise<void> {
    await this.probe.consumersMayClose;
    this.probe.log.push('consumers closed');
  }
  on(): void {}
  unwrap<T>(): T {
    return undefined as T;
  }
}

@AllowAccess('anyone')
@Controller()
class ProbeController implements OnModuleDestroy {
  constructor(
    private readonly probe: Probe,
    private readonly stopping: Stopping,
    health: HealthRegistry,
  ) {
    health.add('probe', 'live', async () => {
      if (probe.ill) throw new Error('feeling ill');
    });
  }

  @Get('slow')
  async slow() {
    this.probe.arrived.open();
    await this.probe.mayFinish.opened;
    this.probe.log.push('request finished');
    return { finished: true };
  }

  @Get('until-stopped')
  async untilStopped() {
    this.probe.arrived.open();
    await new Promise((resolve) => this.stopping.signal.addEventListener('abort', resolve));
    return { finished: true };
  }

  @EventPattern('thing.happened')
  happened(_event: unknown): void {}

  onModuleDestroy(): void {
    this.probe.log.push('modules destroyed');
  }
}

function service(probe: Probe, options: Partial<ServiceOptions> = {}) {
  @Module({
    controllers: [ProbeController],
    providers: [
      { provide: Probe, useValue: probe },
      { provide: ProbeStrategy, useFactory: () => new ProbeStrategy(probe) },
    ],
  })
  class ProbeModule {}
  const config = { HOST: '127.0.0.1', PORT: 0, LOG_LEVEL: 'silent', LOG_FORMAT: 'json' } as const;
  return startService({ name: 'probe', config, module: ProbeModule, consumers: ProbeStrategy, ...options });
}

async function started(options: Partial<ServiceOptions> = {}) {
  const probe = new Probe();
  probe.consumersMayStart.open();
  return { probe, running: await service(probe, options) };
}

describe('startService', () => {
  it('consumes with the handlers of the service and says where it answers', async () => {
    const { probe, running } = await started();
    expect(running.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(probe.log).toEqual(['consuming thing.happened as probe']);
    await running.stop();
  });

  it('answers probes, not ready yet, while consumers are still starting', async () => {
    const probe = new Probe();
    const port = await freePort();
    const config = { HOST: '127.0.0.1', PORT: port, LOG_LEVEL: 'silent', LOG_FORMAT: 'json' } as const;
    const starting = service(probe, { config });
    const url = `http://127.0.0.1:${port}`;
    await until(() =>
      fetch(`${url}/health/live`).then(
        ({ status }) => status === 200,
        () => false,
      ),
    );
    const ready = await fetch(`${url}/health/ready`);
    expect([ready.status, await ready.json()]).toMatchObject([503, { error: { service: { message: 'starting' } } }]);
    probe.consumersMayStart.open();
    const running = await starting;
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    await running.stop();
  });

  it('is neither live nor ready when a live check fails, and says which', async () => {
    const { probe, running } = await started();
    probe.ill = true;
    for (const kind of ['live', 'ready']) {
      const response = await fetch(`${running.url}/health/${kind}`);
      expect(response.status).toBe(503);
      expect(await response.json()).toMatchObject({ status: 'error', error: { probe: { message: 'feeling ill' } } });
    }
    probe.ill = false;
    expect((await fetch(`${running.url}/health/ready`)).status).toBe(200);
    await running.stop();
  });

  it('stops consumers first, finishes open requests next and takes the modules down last', async () => {
    const { probe, running } = await started();
    const answer = fetch(`${running.url}/slow`);
    await probe.arrived.opened;
    const stopping = Promise.all([running.stop(), running.stop()]);
    await until(async () => probe.log.includes('consumers closed'));
    probe.mayFinish.open();
    const response = await answer;
    expect([response.status, await response.json()]).toEqual([200, { finished: true }]);
    await stopping;
    expect(probe.log.slice(1, 4)).toEqual(['consumers closed', 'request finished', 'modules destroyed']);
    await expect(fetch(running.url)).rejects.toThrow();
  });

  it('is not ready but live while it stops, though its parts close one by one', async () => {
    const { probe, running } = await started();
    const gate = new Gate();
    probe.consumersMayClose = gate.opened;
    probe.ill = true;
    const stopping = running.stop();
    const [ready, live] = await Promise.all(['ready', 'live'].map((kind) => fetch(`${running.url}/health/${kind}`)));
    expect([ready?.status, live?.status]).toEqual([503, 200]);
    gate.open();
    await stopping;
  });

  it('tells long answers that the service stops', async () => {
    const { probe, running } = await started();
    const answer = fetch(`${running.url}/until-stopped`);
    await probe.arrived.opened;
    await running.stop();
    expect(await (await answer).json()).toEqual({ finished: true });
  });

  it('cuts off a request that outlasts the grace', async () => {
    const { probe, running } = await started({ graceMs: 50 });
    const outcome = fetch(`${running.url}/slow`).then(
      () => 'answered',
      () => 'cut off',
    );
    await probe.arrived.opened;
    await running.stop();
    expect(await outcome).toBe('cut off');
    probe.mayFinish.open();
  });

  it('leaves nothing behind when consumers fail to start', async () => {
    const probe = new Probe();
    probe.refusal = new Error('no broker');
    probe.consumersMayStart.open();
    await expect(service(probe)).rejects.toThrow('no broker');
    expect(probe.log).toContain('modules destroyed');
  });

  it('puts a prefix in front of all but the health endpoints', async () => {
    const { running, probe } = await started({ globalPrefix: '/api/v1' });
    probe.mayFinish.open();
    const statuses = await Promise.all(
      ['/api/v1/slow', '/slow', '/health/live'].map((path) => fetch(running.url + path).then(({ status }) => status)),
    );
    expect(statuses).toEqual([200, 404, 200]);
    await running.stop();
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No port.');
  return address.port;
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 5000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error('It did not happen.');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
