import { currentContext, traceIdOf } from '@shop/kernel';
import { Logger, PinoLogger } from 'nestjs-pino';
import type { Params } from 'nestjs-pino';
import { pino } from 'pino';
import type { DestinationStream, LoggerOptions } from 'pino';
import { PinoPretty } from 'pino-pretty';
import type { ProcessConfig } from './config/common-config.js';
import { currentService } from './service-scope.js';

type LogSettings = Pick<ProcessConfig, 'LOG_LEVEL' | 'LOG_FORMAT'>;

const SENSITIVE = [
  'authorization',
  'Authorization',
  'cookie',
  'password',
  'token',
  'accessToken',
  'refreshToken',
  'parameters',
];

/**
 * One schema for every line: `time` (RFC 3339), `level` (a word), `service`, `msg`; within a piece of work also `requestId`,
 * `correlationId` (the order's id in a saga), `traceId` and `userId`, taken from the kernel's context.
 */
export function logOptions(service: string, level: string): LoggerOptions {
  return {
    level,
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    mixin: () => ({ service: currentService() ?? service, ...workFields() }),
    serializers: { err: describeError },
    redact: { paths: SENSITIVE.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '********' },
  };
}

/** For Nest: `LoggerModule.forRoot(params)`. Request lines are ours (`work-context.ts`), so its middleware is left out. */
export function loggerParams(service: string, settings: LogSettings): Params {
  return { pinoHttp: { logger: pino(logOptions(service, settings.LOG_LEVEL), destination(settings)) }, forRoutes: [] };
}

/** A logger that is there before Nest's container is, so that lines about the start itself look like all others. */
export function nestLogger(params: Params): Logger {
  return new Logger(new PinoLogger(params), params);
}

// Written synchronously: a worker thread would lose the last lines of a process that exits.
function destination({ LOG_FORMAT }: LogSettings): DestinationStream {
  return LOG_FORMAT === 'pretty' ? PinoPretty({ sync: true, singleLine: true }) : pino.destination({ sync: true });
}

function workFields() {
  const context = currentContext();
  if (!context) return {};
  const { requestId, correlationId, userId, traceparent } = context;
  return { requestId, correlationId, userId, traceId: traceIdOf(traceparent) ?? undefined };
}

/**
 * Keeps of an error only what is known to be harmless. A QueryFailedError carries its SQL's parameters, and PostgreSQL's
 * `detail` repeats column values: e-mail addresses, hashes.
 */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error) };
  const { type, message, stack } = pino.stdSerializers.err(error);
  const { code, kind, query, constraint } = error as Partial<Record<string, unknown>> & Error;
  return { type, message, code, kind, query, constraint, stack };
}
