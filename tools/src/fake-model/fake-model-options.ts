import { parseArgs } from 'node:util';
import { invalid } from '@shop/kernel';
import { plausibleAnalyst, readScenario } from '@shop/order-analysis-agent/testing';
import type { Scenario } from '@shop/order-analysis-agent/testing';

export interface FakeModelOptions {
  /** 0: any free one. */
  readonly port: number;
  readonly scenario: Scenario;
}

const usage = 'node tools/bootstrap.mjs fake-model [--port N] [--scenario FILE]';

/** @throws AppError `invalid` of one sentence for anything that it does not know, and for a file that is no scenario */
export function parseFakeModelOptions(args: readonly string[]): FakeModelOptions {
  const { port = '4010', scenario } = parse(args);
  if (!/^\d+$/.test(port) || Number(port) > 65_535) {
    throw invalid('fake-model.options', `--port takes a number up to 65535, not "${port}".`);
  }
  return { port: Number(port), scenario: scenario === undefined ? plausibleAnalyst : readScenario(scenario) };
}

function parse(args: readonly string[]) {
  try {
    const options = { port: { type: 'string' }, scenario: { type: 'string' } } as const;
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    const [sentence] = (error as Error).message.split('. ');
    throw invalid('fake-model.options', `${sentence?.replace(/\.$/, '')}. Usage: ${usage}`);
  }
}
