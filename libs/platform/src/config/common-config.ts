import { z } from 'zod';
import { Secret } from '@shop/kernel';

/** `true` or `false`, nothing else: `0`, `no` and misspellings are faults, not silently false. */
export const bool = z.enum(['true', 'false'], 'expected true or false').transform((text) => text === 'true');

/** `a,b,c`; blanks around the parts and empty parts are dropped. At least one part. */
export const list = z
  .string()
  .transform((text) => text.split(',').flatMap((part) => part.trim() || []))
  .refine((parts) => parts.length > 0, 'expected a list such as a,b');

/** A whole number from `min` to `max`. */
export const whole = (min: number, max: number) => {
  const fault = `expected a whole number from ${min} to ${max}`;
  return z.coerce.number(fault).int(fault).min(min, fault).max(max, fault);
};

/** From 0 to 1. */
const part = z.coerce
  .number('expected a number from 0 to 1')
  .min(0, 'expected a number from 0 to 1')
  .max(1, 'expected a number from 0 to 1');

export const secret = z.string().transform((text) => new Secret(text));

export const httpUrl = z.url({ protocol: /^https?$/, error: 'expected an http(s) URL' });

/** What every process reads. Spread it: `z.object({ ...processConfig, … })`. */
export const processConfig = {
  HOST: z.string().default('127.0.0.1'),
  /** 0: any free port. */
  PORT: whole(0, 65_535).default(0),
  /** Where `GET /metrics` is served, and nowhere else then; not set: beside everything else. 0: any free port. */
  METRICS_PORT: whole(0, 65_535).optional(),
  /** How long a stopping process goes on serving, so that whoever calls it can go elsewhere first (ADR 0025). */
  DRAIN_SECONDS: whole(0, 10).default(0),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  LOG_FORMAT: z.enum(['json', 'pretty']).default(() => (process.stdout.isTTY ? 'pretty' : 'json')),
  /** Where spans go (OTLP over HTTP, protobuf); not set: there are none. */
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl.optional(),
  /** `name=value,name=value` for that receiver's access control. */
  OTEL_EXPORTER_OTLP_HEADERS: secret.optional(),
  /** The part of the traces begun here that is recorded. */
  OTEL_TRACES_SAMPLER_ARG: part.default(1),
};

/** What every process reads that has callers with access tokens: `z.object({ ...serviceConfig, ...databaseConfig, … })`. */
export const serviceConfig = { ...processConfig, JWKS_URL: httpUrl };

/** For whoever owns a database. PGHOST and its companions may stand in for it: see `loadConfig`. */
export const databaseConfig = {
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'expected postgres://user:password@host:port/database')
    .transform((text) => new Secret(text)),
  /** `false`: another process may change tables, this one waits until it has (`migrate.js` of the service). */
  MIGRATE_AT_START: bool.default(true),
  /** The most commands that share a transaction; 1: each has its own. */
  GROUP_COMMIT_MAX: whole(1, 10_000).default(500),
  /** Transactions at a time. More than one pays where commands do not share transactions. */
  GROUP_COMMIT_LANES: whole(1, 8).default(1),
};

/** In place of an address of the outside world: the service plays that other side itself. Refused in production by `loadConfig`. */
export const IN_PROCESS = 'in-process:';

export const outsideUrl = z.url({
  protocol: /^(https?|in-process)$/,
  error: `expected an http(s) URL, or ${IN_PROCESS}`,
});

export type DatabaseConfig = Readonly<z.infer<z.ZodObject<typeof databaseConfig>>>;
export type ProcessConfig = Readonly<z.infer<z.ZodObject<typeof processConfig>>>;
