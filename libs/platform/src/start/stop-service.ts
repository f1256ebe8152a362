import type { InjectionToken } from '@nestjs/common';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Stopping } from '../stopping.js';

export interface StopOptions {
  readonly consumers?: InjectionToken<CustomTransportStrategy>;
  readonly graceMs?: number;
}

/**
 * The order is the point: no new work (not ready), then consumers drain, then open requests finish, and only then Nest's hooks
 * run. Nest's own order would run `onModuleDestroy` while consumers and requests still need what it takes away.
 */
export async function stopService(app: NestFastifyApplication, options: StopOptions): Promise<void> {
  app.get(Stopping).begin();
  if (options.consumers) await app.get(options.consumers, { strict: false }).close();
  await finishRequests(app, options.graceMs ?? 10_000);
  await app.close();
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
