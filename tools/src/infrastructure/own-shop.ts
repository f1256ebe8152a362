import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAppError } from '@shop/kernel';
import { stopRequested } from './stop-signal.js';

/** A shop that a command starts for itself and takes down again. `start` ends with an error when `stop` is called meanwhile. */
export interface OwnShop {
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface OwnShopOptions<Shop extends OwnShop> {
  /** Of the folder, for whoever keeps it. */
  readonly name: string;
  /** Leaves logs and data where they are. */
  readonly keep: boolean;
  readonly print: (line: string) => void;
  readonly open: (directory: string) => Shop;
}

/** Works in a shop of its own, and leaves nothing behind, however it ends; `stopped` when somebody asks for its end. */
export async function inOwnShop<Shop extends OwnShop, Result>(
  { name, keep, print, open }: OwnShopOptions<Shop>,
  work: (shop: Shop) => Promise<Result>,
): Promise<Result | 'stopped'> {
  const stopped = stopRequested().then(() => 'stopped' as const);
  const directory = mkdtempSync(join(tmpdir(), `${name}-`));
  chmodSync(directory, 0o755); // run by root, Postgres is another user that has to get in here
  const shop = open(directory);
  const worked = async () => {
    print('Starting a shop of its own …');
    await shop.start();
    return work(shop);
  };
  try {
    return await Promise.race([worked(), stopped]);
  } finally {
    await shop.stop();
    if (keep) print(`Logs and data are in ${directory}`);
    else rmSync(directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

/** The exit code of a command: what `work` says, 130 when it was stopped, 2 for a wrong command line, 1 for any other failure. */
export async function exitCodeOf(work: () => Promise<number | 'stopped'>): Promise<number> {
  try {
    const code = await work();
    return code === 'stopped' ? 130 : code;
  } catch (error) {
    console.error(isAppError(error) ? error.message : error);
    return isAppError(error) && error.kind === 'invalid' ? 2 : 1;
  }
}

/** Lines with the seconds since it was made in front of them. */
export function timed(write: (line: string) => void): (line: string) => void {
  const startedAt = performance.now();
  return (line) => write(`${((performance.now() - startedAt) / 1_000).toFixed(1).padStart(6)} s  ${line}`);
}
