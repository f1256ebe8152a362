import { currentContext, traceIdOf } from '@shop/kernel';
import { currentService } from '@shop/telemetry';
import { Logger, PinoLogger } from 'nestjs-pino';
import type { Params } from 'nestjs-pino';
import { pino } from 'pino';
import type { DestinationStream, LogFn, LoggerOptions, Logger as PinoLogging } from 'pino';
import { PinoPretty } from 'pino-pretty';
import type { ProcessConfig } from './config/common-config.js';
import { clean } from './logging/clean-log.js';
import { isError } from './logging/describe-error.js';
import { LogLevel, logLevelOf } from './logging/log-level.js';

type LogSettings = Pick<ProcessConfig, 'LOG_LEVEL' | 'LOG_FORMAT'>;

/** An error is described by the hook already; pino's own serializer, and pino-http's, would describe the description. */
const serializers = { err: (described: unknown) => described };

/**
 * Every line is a `logLine` (logging/log-line.ts): within a piece of work it carries the ids of that work, taken from the kernel's
 * context, and nothing that it says names a secret or a person (ADR 0024).
 */
export function logOptions(service: string, level: ProcessConfig['LOG_LEVEL']): LoggerOptions {
  const ownLevel = new LogLevel(level);
  const levelOf = (of: string) => logLevelOf(of) ?? ownLevel;
  return {
    // Everything comes as far as the hook, which knows whose line it is.
    level: 'trace',
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    mixin: () => ({ service: currentService() ?? service, ...workFields() }),
    // Work may name its order in a detail of the line; the context's own fields come last, for they are never wrong.
    mixinMergeStrategy: (line, fields) => ({ ...line, ...fields }),
    serializers,
    hooks: {
      logMethod(values, method, number) {
        const label = pino.levels.labels[number] ?? 'info';
        if (levelOf(currentService() ?? service).writes(label)) method.apply(this, cleaned(values));
      },
    },
  };
}

/** For Nest: `LoggerModule.forRoot(params)`. Request lines are ours (`work-context.ts`), so its middleware is left out. */
export function loggerParams(service: string, settings: LogSettings): Params {
  return paramsOf(pino(logOptions(service, settings.LOG_LEVEL), destination(settings)));
}

/** Of any logger with `logOptions`. */
export function paramsOf(logger: PinoLogging): Params {
  return { pinoHttp: { logger, serializers, wrapSerializers: false }, forRoutes: [] };
}

/** A logger that is there before Nest's container is, so that lines about the start itself look like all others. */
export function nestLogger(params: Params): Logger {
  return new Logger(new PinoLogger(params), params);
}

// Written synchronously: a worker thread would lose the last lines of a process that exits.
function destination({ LOG_FORMAT }: LogSettings): DestinationStream {
  return LOG_FORMAT === 'pretty' ? PinoPretty({ sync: true, singleLine: true }) : pino.destination({ sync: true });
}

/** pino takes an error in place of an object; a line without words gets those of its error. */
function cleaned(values: Parameters<LogFn>): Parameters<LogFn> {
  const [first, ...rest] = values as unknown[];
  const details = isError(first) ? { err: first } : withError(first);
  const words = rest.length === 0 && wordsMissing(details) ? [messageOf(details)] : rest;
  return [details, ...words].map((value) => clean(value)) as Parameters<LogFn>;
}

/** Not everything that is thrown is an error. */
function withError(details: unknown): unknown {
  if (typeof details !== 'object' || details === null || !('err' in details) || isError(details.err)) return details;
  return { ...details, err: new Error(String(details.err)) };
}

function wordsMissing(details: unknown): details is object {
  return typeof details === 'object' && details !== null && !('msg' in details);
}

function messageOf(details: object): string {
  return 'err' in details && isError(details.err) ? details.err.message : '';
}

function workFields() {
  const context = currentContext();
  if (!context) return {};
  const { requestId, correlationId, orderId, userId, traceparent } = context;
  const traceId = traceIdOf(traceparent);
  return {
    ...(orderId !== undefined && { orderId }),
    ...(correlationId !== undefined && { correlationId }),
    ...(requestId !== undefined && { requestId }),
    ...(userId !== undefined && { userId }),
    ...(traceId && { traceId, ...spanIdOf(traceparent) }),
  };
}

/** Only of a trace that is recorded: the span ids of others lead nowhere. */
function spanIdOf(traceparent = ''): { readonly spanId?: string } {
  return traceparent.endsWith('01') ? { spanId: traceparent.slice(36, 52) } : {};
}
