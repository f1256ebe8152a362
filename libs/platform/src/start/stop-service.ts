import { setTimeout as wait } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { InjectionToken } from '@nestjs/common';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Stopping } from '../stopping.js';

export interface StopOptions {
  readonly consumers?: InjectionToken<CustomTransportStrategy>;
  readonly graceMs?: number;
}

/**
 * Asks callers to leave, from the moment the service begins to stop: each answer is the last on its connection. Closing an idle
 * connection instead would lose the request that is on its way to us at that moment.
 */
export function sayGoodbye(app: NestFastifyApplication): void {
  const { signal } = app.get(Stopping);
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onSend', (_request, reply, _payload, done) => {
    if (signal.aborted) void reply.header('connection', 'close');
    done();
  });
}

/**
 * The order is the point: no new work (not ready), then consumers drain while callers leave, then open requests finish, and only
 * then Nest's hooks run. Nest's own order would run `onModuleDestroy` while consumers and requests still need what it takes away.
 */
export async function stopService(app: NestFastifyApplication, options: StopOptions, drainMs: number): Promise<void> {
  const logger = new Logger('main');
  logger.log({ drainMs }, 'stops: takes nothing new');
  app.get(Stopping).begin();
  await Promise.all([wait(drainMs), closeConsumers(app, options)]);
  await finishRequests(app, options.graceMs ?? 10_000);
  await app.close();
  logger.log('stopped');
}

async function closeConsumers(app: NestFastifyApplication, { consumers }: StopOptions): Promise<void> {
  if (consumers) await app.get(consumers, { strict: false }).close();
}

async function finishRequests(app: NestFastifyApplication, graceMs: number): Promise<void> {
  const server = app.getHttpServer();
  // Closing a server ends the connections that are idle at that moment. One that is busy then is kept alive after its answer,
  // and would hold up the stop until the grace is over.
  const sweep = setInterval(() => server.closeIdleConnections(), 20);
  const cutOff = setTimeout(() => server.closeAllConnections(), graceMs);
  try {
    await app.getHttpAdapter().close();
  } finally {
    clearInterval(sweep);
    clearTimeout(cutOff);
  }
}
