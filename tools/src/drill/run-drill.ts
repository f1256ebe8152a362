import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { invalid, isAppError } from '@shop/kernel';
import { stopRequested } from '../infrastructure/stop-signal.js';
import { parseDrillOptions } from './drill-options.js';
import type { DrillOptions } from './drill-options.js';
import { DrillShop } from './drill-shop.js';
import { rehearse } from './rehearse.js';
import { linesOf } from './report.js';
import type { DrillReport } from './report.js';

const sizes = {
  quick: { layout: 'one-process', archiveSeconds: 3, seconds: { before: 4, after: 14 } },
  full: { layout: 'many-processes', archiveSeconds: 10, seconds: { before: 15, after: 60 } },
} as const;

/** The exit code of `npm run drill`: 0 when everything agrees again, 1 when not or when it failed, 2 for a wrong command line, 130 when stopped. */
export async function runDrill(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const stop = stopRequested();
  try {
    const options = parseDrillOptions(args);
    const report = await drillIn(options, env, stop);
    if (report === 'stopped') return 130;
    for (const line of linesOf(report)) console.log(line);
    if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
    return report.faults.length === 0 ? 0 : 1;
  } catch (error) {
    console.error(isAppError(error) ? error.message : error);
    return isAppError(error) && error.kind === 'invalid' ? 2 : 1;
  }
}

async function drillIn(
  options: DrillOptions,
  env: NodeJS.ProcessEnv,
  stop: Promise<void>,
): Promise<DrillReport | 'stopped'> {
  const { layout, archiveSeconds, seconds } = sizes[options.size];
  expectWithinArchive(options, archiveSeconds);
  const directory = mkdtempSync(join(tmpdir(), 'shop-drill-'));
  chmodSync(directory, 0o755); // run by root, Postgres is another user that has to get in here
  const print = timed();
  const shop = new DrillShop({ directory, layout, archiveSeconds, env, print });
  const work = async () => {
    print('Starting a shop of its own …');
    await shop.start();
    print('The shop is ready, and orders flow');
    return rehearse(shop, { size: options.size, skew: options.skew, seconds, print });
  };
  try {
    return await Promise.race([work(), stop.then(() => 'stopped' as const)]);
  } finally {
    await shop.stop();
    if (options.keep) print(`Logs and data are in ${directory}`);
    else rmSync(directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

/** A moment that is not in the archive for sure cannot be restored to. */
function expectWithinArchive({ skew }: DrillOptions, archiveSeconds: number): void {
  const least = 2 * archiveSeconds;
  if ([...skew.values()].every((seconds) => seconds >= least)) return;
  throw invalid('drill.options', `--skew takes ${least} s or more: the last ones may not be archived.`);
}

function timed(): (line: string) => void {
  const startedAt = performance.now();
  return (line) => {
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
    console.log(`${seconds.padStart(6)} s  ${line}`);
  };
}
