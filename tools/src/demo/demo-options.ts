import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { invalid, refused } from '@shop/kernel';

export interface DemoOptions {
  /** `once`: ends after the demo orders. `idle`: places none. `serve`: places them and keeps serving. */
  readonly mode: 'serve' | 'once' | 'idle';
  /** `best`: Kafka if there is one or one can be started here, else memory. */
  readonly bus: 'best' | 'kafka' | 'memory';
  readonly layout: 'many-processes' | 'one-process';
  /** Of the gateway. */
  readonly port: number;
  readonly data: string;
  readonly start: 'kept' | 'fresh';
  /** Whom analyses ask: a fake that is started here, or whom ANTHROPIC_API_KEY is for; without it the rules answer. */
  readonly model: 'fake' | 'configured';
  /** A cluster that runs already; databases and roles are made in it. */
  readonly databaseUrl: string | undefined;
  /** Brokers that run already, as a comma list. */
  readonly kafkaBrokers: string | undefined;
}

const known = {
  once: { type: 'boolean' },
  idle: { type: 'boolean' },
  bus: { type: 'string' },
  'one-process': { type: 'boolean' },
  port: { type: 'string' },
  data: { type: 'string' },
  fresh: { type: 'boolean' },
  'fake-model': { type: 'boolean' },
  saga: { type: 'string' },
} as const;

export const demoUsage =
  'npm run demo -- [--once | --idle] [--bus kafka|memory] [--one-process] [--port N] [--data DIR] [--fresh] [--fake-model] [--saga choreography]';

/** Throws an AppError of one sentence for anything that it does not know. */
export function parseDemoOptions(args: readonly string[], env: NodeJS.ProcessEnv, defaultData: string): DemoOptions {
  const given = parse(args);
  if (given.once && given.idle) throw wrong('Choose one of --once and --idle.');
  checkSaga(given.saga);
  const bus = oneOf(given.bus ?? 'best', ['best', 'kafka', 'memory'], '--bus takes kafka or memory.');
  return {
    mode: given.once ? 'once' : given.idle ? 'idle' : 'serve',
    bus,
    layout: given['one-process'] || bus === 'memory' ? 'one-process' : 'many-processes',
    port: portNumber(given.port ?? (env['PORT'] || '3000')),
    data: resolve(given.data ?? defaultData),
    start: given.fresh ? 'fresh' : 'kept',
    model: given['fake-model'] ? 'fake' : 'configured',
    databaseUrl: env['DATABASE_URL'] || fromPgVariables(env),
    kafkaBrokers: bus === 'memory' ? undefined : env['KAFKA_BROKERS'] || undefined,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: known, strict: true, allowPositionals: false }).values;
  } catch (error) {
    const [sentence] = (error as Error).message.split('. ');
    throw wrong(`${sentence?.replace(/\.$/, '')}. Usage: ${demoUsage}`);
  }
}

function wrong(sentence: string) {
  return invalid('demo.options', sentence);
}

function oneOf<T extends string>(value: string, allowed: readonly T[], sentence: string): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) throw wrong(sentence);
  return found;
}

function checkSaga(value = 'choreography'): void {
  const saga = oneOf(value, ['choreography', 'orchestration'], '--saga takes choreography or orchestration.');
  if (saga === 'orchestration') {
    throw refused('demo.saga', 'This version of the shop runs its saga as choreography only: leave out --saga.');
  }
}

function portNumber(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65_535)
    throw wrong(`--port takes a number from 1 to 65535, not "${text}".`);
  return port;
}

function fromPgVariables(env: NodeJS.ProcessEnv): string | undefined {
  if (!env['PGHOST']) return undefined;
  const url = new URL(`postgres://${env['PGHOST']}:${env['PGPORT'] || '5432'}/${env['PGDATABASE'] || 'postgres'}`);
  url.username = env['PGUSER'] || 'postgres';
  url.password = env['PGPASSWORD'] ?? '';
  return url.href;
}
