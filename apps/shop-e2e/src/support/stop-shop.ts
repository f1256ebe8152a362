import { once } from 'node:events';
import { rmSync } from 'node:fs';

export default async function stopShop(): Promise<void> {
  const shop = globalThis.startedShop;
  if (!shop) return;
  const { child, directory } = shop;
  if (child.exitCode === null) {
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    const [code] = (await exited) as [number | null];
    if (code !== 0) throw new Error(`The demo was stopped and ended with ${code} instead of 0.`);
  }
  if (process.env['E2E_KEEP_DATA'] !== 'true') rmSync(directory, { recursive: true, force: true });
}
