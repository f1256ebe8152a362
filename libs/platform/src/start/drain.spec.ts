import { Agent, request } from 'node:http';
import { Controller, Get, Module } from '@nestjs/common';
import { AllowAccess } from '../auth/access.js';
import { startService } from './start-service.js';

@AllowAccess('anyone')
@Controller()
class GreetingController {
  @Get('greeting')
  greet() {
    return { text: 'hello' };
  }
}

@Module({ controllers: [GreetingController] })
class GreetingModule {}

function service(drainSeconds: number) {
  const config = {
    HOST: '127.0.0.1',
    PORT: 0,
    LOG_LEVEL: 'silent',
    LOG_FORMAT: 'json',
    DRAIN_SECONDS: drainSeconds,
  } as const;
  return startService({ name: 'greeter', config, module: GreetingModule });
}

interface Outcome {
  readonly status?: number;
  readonly connection?: string | undefined;
  readonly keepAlive?: unknown;
  readonly error?: NodeJS.ErrnoException;
}

function ask(url: string, agent: Agent): Promise<Outcome> {
  return new Promise((resolve) => {
    const asked = request(`${url}/greeting`, { agent }, (response) => {
      const { statusCode: status = 0, headers } = response;
      response
        .resume()
        .on('end', () => resolve({ status, connection: headers.connection, keepAlive: headers['keep-alive'] }));
    });
    asked.on('error', (error) => resolve({ error })).end();
  });
}

describe('a service that drains', () => {
  it('goes on answering for as long as it was told, and asks its callers to leave', async () => {
    const [running, agent] = [await service(1), new Agent({ keepAlive: true })];
    expect(await ask(running.url, agent)).toMatchObject({
      status: 200,
      connection: 'keep-alive',
      keepAlive: 'timeout=5',
    });
    const begun = Date.now();
    const stopping = running.stop();
    const atOnce = await ask(running.url, agent);
    expect(atOnce).toMatchObject({ status: 200, connection: 'close' });
    expect((await fetch(`${running.url}/health/ready`)).status).toBe(503);
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(await ask(running.url, agent)).toMatchObject({ status: 200, connection: 'close' });
    await stopping;
    expect(Date.now() - begun).toBeGreaterThanOrEqual(1000);
    expect((await ask(running.url, agent)).error).toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('loses no request of clients that leave when they are asked to', async () => {
    const running = await service(1);
    const client = async (agent: Agent): Promise<readonly Outcome[]> => {
      const outcomes: Outcome[] = [];
      // At any moment of the stop some connections are idle, some busy, and some have a request on its way.
      while (outcomes.at(-1)?.connection !== 'close' && outcomes.at(-1)?.error === undefined) {
        outcomes.push(await ask(running.url, agent));
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 40));
      }
      agent.destroy();
      return outcomes;
    };
    const clients = Array.from({ length: 20 }, () => client(new Agent({ keepAlive: true, maxSockets: 1 })));
    await new Promise((resolve) => setTimeout(resolve, 200));
    await running.stop();
    const outcomes = (await Promise.all(clients)).flat();
    expect(outcomes.filter(({ status }) => status !== 200)).toEqual([]);
    expect(outcomes.filter(({ connection }) => connection === 'close')).toHaveLength(20);
  });
});
