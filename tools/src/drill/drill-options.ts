import { parseArgs } from 'node:util';
import { invalid, services } from '@shop/kernel';
import type { ServiceName } from '@shop/kernel';

export interface DrillOptions {
  readonly size: 'quick' | 'full';
  /** Takes the report as JSON. */
  readonly json: string | undefined;
  /** Service → seconds before the disaster that its database is restored to; else as far as its archive goes. */
  readonly skew: ReadonlyMap<ServiceName, number>;
  /** Keeps logs and data, and says where. */
  readonly keep: boolean;
}

export const drillUsage = 'npm run drill -- [--quick] [--json FILE] [--skew SERVICE=SECONDS …] [--keep]';

/** @throws AppError `drill.options`, in one sentence */
export function parseDrillOptions(args: readonly string[]): DrillOptions {
  const given = parse(args);
  return {
    size: given.quick ? 'quick' : 'full',
    json: given.json,
    skew: new Map((given.skew ?? []).map(skewOf)),
    keep: given.keep ?? false,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        quick: { type: 'boolean' },
        json: { type: 'string' },
        skew: { type: 'string', multiple: true },
        keep: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    const [sentence] = (error as Error).message.split('. ');
    throw wrong(sentence?.replace(/\.$/, '') ?? 'That is no option');
  }
}

function skewOf(text: string): readonly [ServiceName, number] {
  const [name, seconds] = text.split('=');
  const service = services.find((candidate) => candidate === name);
  if (service === undefined || !/^\d+$/.test(seconds ?? '')) throw wrong('--skew takes payment-service=10');
  return [service, Number(seconds)];
}

function wrong(sentence: string) {
  return invalid('drill.options', `${sentence}. Usage: ${drillUsage}`);
}
