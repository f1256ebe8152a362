import { writeFileSync } from 'node:fs';
import { invalid } from '@shop/kernel';
import { exitCodeOf, inOwnShop, timed } from '../infrastructure/own-shop.js';
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
export function runDrill(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  return exitCodeOf(async () => {
    const options = parseDrillOptions(args);
    const report = await drillIn(options, env);
    if (report === 'stopped') return report;
    for (const line of linesOf(report)) console.log(line);
    if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
    return report.faults.length === 0 ? 0 : 1;
  });
}

async function drillIn(options: DrillOptions, env: NodeJS.ProcessEnv): Promise<DrillReport | 'stopped'> {
  const { layout, archiveSeconds, seconds } = sizes[options.size];
  expectWithinArchive(options, archiveSeconds);
  const print = timed(console.log);
  const open = (directory: string) => new DrillShop({ directory, layout, archiveSeconds, env, print });
  return inOwnShop({ name: 'shop-drill', keep: options.keep, print, open }, (shop) => {
    print('The shop is ready, and orders flow');
    return rehearse(shop, { size: options.size, skew: options.skew, seconds, print });
  });
}

/** A moment that is not in the archive for sure cannot be restored to. */
function expectWithinArchive({ skew }: DrillOptions, archiveSeconds: number): void {
  const least = 2 * archiveSeconds;
  if ([...skew.values()].every((seconds) => seconds >= least)) return;
  throw invalid('drill.options', `--skew takes ${least} s or more: the last ones may not be archived.`);
}
