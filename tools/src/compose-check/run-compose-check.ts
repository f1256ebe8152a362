import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stopRequested } from '../infrastructure/stop-signal.js';
import { parseComposeCheckOptions } from './compose-check-options.js';
import type { ComposeCheckOptions } from './compose-check-options.js';
import { ComposeShop } from './compose-shop.js';
import { missingEngine } from './docker.js';
import { checkShop } from './check-shop.js';

/** @returns the exit code: 0 when all holds, or when there is no container engine; 1 when something does not; 2 for a wrong command line */
export async function runComposeCheck(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  let options: ComposeCheckOptions;
  try {
    options = parseComposeCheckOptions(args);
  } catch (error) {
    return complain(error, 2);
  }
  const missing = await missingEngine();
  if (missing !== undefined) {
    process.stdout.write(`compose:check is left out, as there is no container engine here: ${missing}\n`);
    return 0;
  }
  const stopping = new AbortController();
  void stopRequested().then(() => stopping.abort());
  return withShop(options, env, stopping.signal);
}

async function withShop(options: ComposeCheckOptions, env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<number> {
  const directory = mkdtempSync(join(tmpdir(), 'compose-check-'));
  const shop = await ComposeShop.named(`shop-check-${process.pid}`, env);
  try {
    const faults = await checkShop(shop, { ...options, directory, env, signal });
    for (const fault of faults) process.stdout.write(`FAILED: ${fault}\n`);
    return faults.length === 0 ? 0 : 1;
  } catch (error) {
    if (signal.aborted) return 130;
    process.stderr.write(await shop.run('ps', '--all').catch(() => ''));
    return complain(error, 1);
  } finally {
    if (options.keep) process.stderr.write(`Left running: docker compose -p ${shop.project} down --volumes\n`);
    else await shop.remove();
    rmSync(directory, { recursive: true, force: true });
  }
}

function complain(error: unknown, code: number): number {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  return code;
}
