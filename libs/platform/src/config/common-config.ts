import { z } from 'zod';
import { Secret } from './secret.js';

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

export const secret = z.string().transform((text) => new Secret(text));

export const httpUrl = z.url({ protocol: /^https?$/, error: 'expected an http(s) URL' });

/** What every process reads. Spread it: `z.object({ ...processConfig, … })`. */
export const processConfig = {
  HOST: z.string().default('127.0.0.1'),
  /** 0: any free port. */
  PORT: whole(0, 65_535).default(0),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  LOG_FORMAT: z.enum(['json', 'pretty']).default(() => (process.stdout.isTTY ? 'pretty' : 'json')),
};

/** What every process reads that has callers with access tokens: `z.object({ ...serviceConfig, ...databaseConfig, … })`. */
export const serviceConfig = { ...processConfig, JWKS_URL: httpUrl };

/** For whoever owns a database. PGHOST and its companions may stand in for it: see `loadConfig`. */
export const databaseConfig = {
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'expected postgres://user:password@host:port/database')
    .transform((text) => new Secret(text)),
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
