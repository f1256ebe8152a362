import type { DynamicModule, InjectionToken, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ProcessConfig } from '../config/common-config.js';
import { Readiness } from '../health/readiness.js';
import { acceptJsonAlone, BODY_LIMIT } from '../http/json-body.js';
import { sendProblem } from '../http/send-problem.js';
import type { AskedFor, Reply } from '../http/send-problem.js';
import { requestIdOf, runRequestsInContext } from '../http/work-context.js';
import { loggerParams, nestLogger } from '../logging.js';
import { runAsService } from '../service-scope.js';
import { PlatformModule } from './platform.module.js';
import { stopService } from './stop-service.js';

export interface RunningService {
  readonly name: string;
  /** Where it answers, without a slash at the end: `http://127.0.0.1:40123`. */
  readonly url: string;
  /** Finishes what is in progress, then resolves; the second call waits for the first. */
  stop(): Promise<void>;
}

export interface ServiceOptions {
  readonly name: string;
  /** `JWKS_URL` absent: a process whose routes are all open. */
  readonly config: ProcessConfig & { readonly JWKS_URL?: string };
  readonly module: Type | DynamicModule;
  /** The token in DI of the strategy that feeds `@EventPattern` handlers. Its `close()` drains, and may be called twice. */
  readonly consumers?: InjectionToken<CustomTransportStrategy>;
  /** Put in front of all paths but those of `outsidePrefix` and the health endpoints. */
  readonly globalPrefix?: string;
  /** Paths that stay as they are: `/.well-known/jwks.json`. */
  readonly outsidePrefix?: readonly string[];
  /** How long a stop waits for open responses before it cuts them off, in milliseconds; default 10,000. */
  readonly graceMs?: number;
}

/**
 * Starts a service: HTTP first, so that probes are answered (`/health/ready` with 503) while consumers join their group, then the
 * consumers, then it is ready. No signal handlers, no exit, no state of the process: several may run in one.
 * @throws whatever the start throws, for instance AppError `database.unreachable`; nothing listens or consumes then.
 */
export function startService(options: ServiceOptions): Promise<RunningService> {
  return runAsService(options.name, () => start(options));
}

async function start(options: ServiceOptions): Promise<RunningService> {
  const { name, config } = options;
  const app = await createApp(options);
  const stop = () => runAsService(name, () => stopService(app, options));
  try {
    if (options.consumers) app.connectMicroservice({ strategy: app.get(options.consumers, { strict: false }) });
    await app.listen({ host: config.HOST, port: config.PORT });
    await app.startAllMicroservices();
  } catch (error) {
    await stop();
    throw error;
  }
  app.get(Readiness).markStarted();
  let stopped: Promise<void> | undefined;
  return { name, url: urlOf(app), stop: () => (stopped ??= stop()) };
}

async function createApp({ name, config, module, ...options }: ServiceOptions): Promise<NestFastifyApplication> {
  const params = loggerParams(name, config);
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    trustProxy: false,
    genReqId: requestIdOf,
    // A URL that cannot be decoded gets neither to a hook nor to Nest's filter.
    frameworkErrors: (error: Error, request: AskedFor, reply: object) =>
      void sendProblem(error, request, reply as Reply),
  });
  runRequestsInContext(adapter, name);
  acceptJsonAlone(adapter);
  const root = PlatformModule.around({ module, logger: params, jwksUrl: config.JWKS_URL });
  const app = await NestFactory.create<NestFastifyApplication>(root, adapter, {
    logger: nestLogger(params),
    abortOnError: false,
    bodyParser: false,
  });
  if (options.globalPrefix) {
    app.setGlobalPrefix(options.globalPrefix, {
      exclude: ['/health/live', '/health/ready', ...(options.outsidePrefix ?? [])],
    });
  }
  return app;
}

function urlOf(app: NestFastifyApplication): string {
  const address = app.getHttpServer().address();
  if (address === null || typeof address === 'string') throw new Error('Nothing is listening.');
  // 0.0.0.0 and :: listen everywhere but are no address to call.
  const host = address.address.replace(/^(0\.0\.0\.0|::)$/, '127.0.0.1');
  return `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`;
}
