import { once } from 'node:events';
import { rmSync } from 'node:fs';
import type { DemoProcess } from './start-shop.js';

export default async function stopShop(): Promise<void> {
  if (globalThis.startedShop) await stopDemo(globalThis.startedShop);
}

/** @throws Error when it does not end by itself with 0 */
export async function stopDemo({ child, directory }: DemoProcess): Promise<void> {
  if (child.exitCode === null) {
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    const [code] = (await exited) as [number | null];
    if (code !== 0) throw new Error(`The demo was stopped and ended with ${code} instead of 0.`);
  }
  if (process.env['E2E_KEEP_DATA'] !== 'true') rmSync(directory, { recursive: true, force: true });
}
