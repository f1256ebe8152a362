import { parseArgs } from 'node:util';

export interface BenchOptions {
  /** A case (`saga`), or one figure of it (`saga.in-process`); undefined: everything. */
  readonly only: string | undefined;
  readonly size: 'full' | 'quick';
  /** How often each contender has its turn. */
  readonly rounds: number;
  /** Orders in one measured burst; undefined: what the case takes. */
  readonly orders: number | undefined;
  /** `left-out` is for profiling: a figure without its baseline is no result. */
  readonly baselines: 'measured' | 'left-out';
  readonly json: string | undefined;
}

export const benchUsage =
  'npm run bench -- [--quick] [--only NAME] [--rounds N] [--orders N] [--no-baselines] [--json FILE]';

const known = {
  quick: { type: 'boolean' },
  only: { type: 'string' },
  rounds: { type: 'string' },
  orders: { type: 'string' },
  'no-baselines': { type: 'boolean' },
  json: { type: 'string' },
} as const;

/** @throws Error in one plain sentence */
export function parseBenchOptions(args: readonly string[], names: readonly string[]): BenchOptions {
  const given = parse(args);
  const size = given.quick ? 'quick' : 'full';
  if (given.only !== undefined && !names.includes(given.only)) {
    throw new Error(`--only takes one of ${names.join(', ')}, not "${given.only}".`);
  }
  return {
    only: given.only,
    size,
    rounds: whole('--rounds', given.rounds) ?? (size === 'quick' ? 1 : 3),
    orders: whole('--orders', given.orders),
    baselines: given['no-baselines'] ? 'left-out' : 'measured',
    json: given.json,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: known, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new Error(`${(error as Error).message.split('. ')[0]?.replace(/\.$/, '')}. ${benchUsage}`, { cause: error });
  }
}

function whole(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new Error(`${option} takes a whole number from 1 on, not "${text}".`);
  return value;
}
