import type { AddressInfo } from 'node:net';
import type { DynamicModule, InjectionToken, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { runAsService } from '@shop/telemetry';
import type { Metrics, ServiceScope } from '@shop/telemetry';
import type { ProcessConfig } from '../config/common-config.js';
import { Readiness } from '../health/readiness.js';
import { acceptJsonAlone, BODY_LIMIT } from '../http/json-body.js';
import { measureRequests } from '../http/measure-requests.js';
import { sendProblem } from '../http/send-problem.js';
import type { AskedFor, Reply } from '../http/send-problem.js';
import { requestIdOf, runRequestsInContext } from '../http/work-context.js';
import { loggerParams, nestLogger } from '../logging.js';
import { startLogLevel } from '../logging/log-level.js';
import { METRICS_PATH, MetricsListener } from '../metrics/metrics-listener.js';
import { serviceMetrics } from '../metrics/service-metrics.js';
import { startTracing } from './start-tracing.js';
import { PlatformModule } from './platform.module.js';
import { sayGoodbye, stopService } from './stop-service.js';

export interface RunningService {
  readonly name: string;
  /** Where it answers, without a slash at the end: `http://127.0.0.1:40123`. */
  readonly url: string;
  /** Where `/metrics` is, in the same form: `url`, or the port that METRICS_PORT sets apart for it. */
  readonly metricsUrl: string;
  /** Finishes what is in progress, then resolves; the second call waits for the first. */
  stop(): Promise<void>;
}

export interface ServiceOptions {
  readonly name: string;
  /** `JWKS_URL` absent: a process whose routes are all open. */
  readonly config: Pick<ProcessConfig, 'HOST' | 'PORT' | 'LOG_LEVEL' | 'LOG_FORMAT'> &
    Partial<ProcessConfig> & { readonly JWKS_URL?: string };
  readonly module: Type | DynamicModule;
  /** The token in DI of the strategy that feeds `@EventPattern` handlers. Its `close()` drains, and may be called twice. */
  readonly consumers?: InjectionToken<CustomTransportStrategy>;
  /** Put in front of all paths but those of `outsidePrefix`, the health endpoints and the metrics. */
  readonly globalPrefix?: string;
  /** Paths that stay as they are: `/.well-known/jwks.json`. */
  readonly outsidePrefix?: readonly string[];
  /** How long a stop waits for open responses before it cuts them off, in milliseconds; default 10,000. */
  readonly graceMs?: number;
  /**
   * How long a connection is kept open for a next request, in milliseconds; default 5000. Callers are told and leave earlier by
   * themselves, so after as much of a drain there is none left on which a request could be lost.
   */
  readonly keepAliveMs?: number;
}

/**
 * Starts a service: HTTP first, so that probes are answered (`/health/ready` with 503) while consumers join their group, then the
 * consumers, then it is ready. Before all of that the metrics, where they have a port of their own. No signal handlers, no exit, no state of the process: several may run in one.
 * @throws whatever the start throws, for instance AppError `database.unreachable`; nothing listens or consumes then.
 */
export async function startService(options: ServiceOptions): Promise<RunningService> {
  const { name, config } = options;
  const tracing = startTracing(name, config);
  const scope = { name, ...(tracing && { tracing }) };
  try {
    return await runAsService(scope, () => start(options, scope));
  } catch (error) {
    await tracing?.stop();
    throw error;
  }
}

async function start(options: ServiceOptions, scope: ServiceScope): Promise<RunningService> {
  const { HOST, METRICS_PORT } = options.config;
  const metrics = serviceMetrics(options.name);
  if (METRICS_PORT === undefined) return startApp(options, scope, metrics);
  const listener = await MetricsListener.open(metrics, HOST, METRICS_PORT);
  try {
    const running = await startApp(options, scope, metrics);
    const stop = () => running.stop().finally(() => listener.close());
    let stopped: Promise<void> | undefined;
    return { ...running, metricsUrl: urlAt(listener.address), stop: () => (stopped ??= stop()) };
  } catch (error) {
    await listener.close();
    throw error;
  }
}

async function startApp(options: ServiceOptions, scope: ServiceScope, metrics: Metrics): Promise<RunningService> {
  const { name, config } = options;
  const app = await createApp(options, scope, metrics);
  const stop = (drainMs: number) =>
    runAsService(scope, async () => {
      await stopService(app, options, drainMs);
      await scope.tracing?.stop();
    });
  try {
    if (options.consumers) app.connectMicroservice({ strategy: app.get(options.consumers, { strict: false }) });
    await app.listen({ host: config.HOST, port: config.PORT });
    await app.startAllMicroservices();
  } catch (error) {
    await stop(0);
    throw error;
  }
  app.get(Readiness).markStarted();
  let stopped: Promise<void> | undefined;
  const url = urlOf(app);
  return { name, url, metricsUrl: url, stop: () => (stopped ??= stop((config.DRAIN_SECONDS ?? 0) * 1000)) };
}

async function createApp(
  { name, config, module, ...options }: ServiceOptions,
  scope: ServiceScope,
  metrics: Metrics,
): Promise<NestFastifyApplication> {
  const logLevel = startLogLevel(name, config.LOG_LEVEL);
  const params = loggerParams(name, config);
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    trustProxy: false,
    keepAliveTimeout: options.keepAliveMs ?? 5000,
    // What comes in while the listener closes is still answered.
    return503OnClosing: false,
    genReqId: requestIdOf,
    // A URL that cannot be decoded gets neither to a hook nor to Nest's filter.
    frameworkErrors: (error: Error, request: AskedFor, reply: object) =>
      void sendProblem(error, request, reply as Reply),
  });
  runRequestsInContext(adapter, scope);
  measureRequests(adapter, metrics);
  acceptJsonAlone(adapter);
  const exposesMetrics = config.METRICS_PORT === undefined;
  const root = PlatformModule.around({
    module,
    logger: params,
    jwksUrl: config.JWKS_URL,
    metrics,
    exposesMetrics,
    logLevel,
  });
  const app = await NestFactory.create<NestFastifyApplication>(root, adapter, {
    logger: nestLogger(params),
    abortOnError: false,
    bodyParser: false,
  });
  sayGoodbye(app);
  if (options.globalPrefix) {
    app.setGlobalPrefix(options.globalPrefix, {
      exclude: ['/health/live', '/health/ready', METRICS_PATH, ...(options.outsidePrefix ?? [])],
    });
  }
  return app;
}

function urlOf(app: NestFastifyApplication): string {
  const address = app.getHttpServer().address();
  if (address === null || typeof address === 'string') throw new Error('Nothing is listening.');
  return urlAt(address);
}

function urlAt(address: AddressInfo): string {
  // 0.0.0.0 and :: listen everywhere but are no address to call.
  const host = address.address.replace(/^(0\.0\.0\.0|::)$/, '127.0.0.1');
  return `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`;
}
