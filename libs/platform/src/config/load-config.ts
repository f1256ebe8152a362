import { AppError } from '@shop/kernel';
import type { FieldFault } from '@shop/kernel';
import type { z } from 'zod';
import { IN_PROCESS } from './common-config.js';

/** The environment is not usable. `message` is made for an operator: it names every variable at fault, one a line. */
export class ConfigError extends AppError {
  constructor(faults: readonly FieldFault[]) {
    const lines = faults.map(({ path, message }) => `  ${path} ${message}`);
    super('invalid', 'config.invalid', `The configuration is not usable:\n${lines.join('\n')}`, { errors: faults });
  }
}

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads typed config from the environment, once, at start-up. An empty variable counts as not set. Without DATABASE_URL it is
 * put together from PGHOST, PGPORT, PGUSER, PGPASSWORD and PGDATABASE. The result is frozen, all the way down.
 * @throws ConfigError with the faults of all variables together. Values are never repeated in it: some are secrets.
 */
export function loadConfig<T>(schema: z.ZodType<T>, env: Environment): Readonly<T> {
  const variables = withDatabaseUrl(Object.fromEntries(Object.entries(env).filter(([, value]) => value !== '')));
  const parsed = schema.safeParse(variables);
  const pretended = pretendedInProduction(variables);
  if (parsed.success && pretended.length === 0) return freeze(parsed.data);
  throw new ConfigError([...(parsed.error?.issues ?? []).map((issue) => inPlainWords(issue, variables)), ...pretended]);
}

/** A shop that only pretends to charge and to ship must not be opened by a forgotten variable. */
function pretendedInProduction(variables: Environment): readonly FieldFault[] {
  if (variables['NODE_ENV'] !== 'production') return [];
  const message = `is ${IN_PROCESS}, which is for benchmarks and for trying things out, not for NODE_ENV=production`;
  return Object.entries(variables).flatMap(([path, value]) => (value === IN_PROCESS ? [{ path, message }] : []));
}

function inPlainWords(issue: z.core.$ZodIssue, variables: Environment): FieldFault {
  const path = issue.path.map(String).join('.') || 'the environment';
  // A rule between variables may find fault with one that is left at its default.
  const missing = issue.path.length === 1 && variables[path] === undefined && issue.code !== 'custom';
  return { path, message: missing ? 'is not set' : `is not valid: ${issue.message}` };
}

function withDatabaseUrl(env: Environment): Environment {
  const { DATABASE_URL, PGHOST, PGPORT = '5432', PGUSER = 'postgres', PGPASSWORD, PGDATABASE } = env;
  if (DATABASE_URL !== undefined || PGHOST === undefined) return env;
  const password = PGPASSWORD === undefined ? '' : `:${encodeURIComponent(PGPASSWORD)}`;
  const database = encodeURIComponent(PGDATABASE ?? PGUSER);
  // A PGHOST that is a directory means a Unix socket, which a URL can only name as a parameter.
  const address = PGHOST.startsWith('/')
    ? `:${PGPORT}/${database}?host=${encodeURIComponent(PGHOST)}`
    : `${PGHOST}:${PGPORT}/${database}`;
  return { ...env, DATABASE_URL: `postgres://${encodeURIComponent(PGUSER)}${password}@${address}` };
}

function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.values(value).forEach(freeze);
  return Object.freeze(value);
}
