import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export interface DemoProcess {
  readonly child: ChildProcess;
  readonly directory: string;
}

declare global {
  var startedShop: DemoProcess | undefined;
}

const root = resolve(__dirname, '../../../..');
const START_WITHIN_MS = 180_000;
/** The mail page must not have forgotten the first mails when the last one of ten thousand orders is there. */
const MAILS_KEPT = '200000';

/**
 * Starts a shop of its own by the demo command, as a user would, and points the tests to its demo.json. Without
 * E2E_START_SHOP=true the shop whose data directory is in SHOP_DATA (default .data) must be running.
 */
export default async function startShop(): Promise<void> {
  if (process.env['E2E_START_SHOP'] !== 'true') {
    const directory = resolve(root, process.env['SHOP_DATA'] ?? '.data');
    process.env['SHOP_DATA'] = directory;
    if (!existsSync(join(directory, 'demo.json'))) throw new Error(`No shop is running on ${directory}: npm run demo`);
    return;
  }
  const bus = process.env['E2E_BUS'] === 'memory' ? ['--bus', 'memory', '--one-process'] : [];
  globalThis.startedShop = await startDemo(bus, { ...process.env, KEEP_MESSAGES: MAILS_KEPT });
  process.env['SHOP_DATA'] = globalThis.startedShop.directory;
}

/** A shop by the demo command, as a user would start it: on free ports, in a directory of its own, without orders. Resolves when it serves. */
export async function startDemo(options: readonly string[], env: NodeJS.ProcessEnv): Promise<DemoProcess> {
  const directory = mkdtempSync(join(tmpdir(), 'shop-e2e-'));
  const port = await freePort();
  const args = ['tools/dist/demo.js', '--idle', '--data', directory, '--port', String(port), ...options];
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] });
  await untilServing(child);
  return { child, directory };
}

/** Its progress is ours. */
function untilServing(child: ChildProcess): Promise<void> {
  return new Promise((ready, fail) => {
    const timer = setTimeout(() => fail(new Error('The shop was not ready in time.')), START_WITHIN_MS);
    child.on('exit', (code) => fail(new Error(`The demo ended with ${code}.`)));
    child.stdout?.on('data', (chunk: Buffer) => {
      process.stderr.write(chunk);
      if (!chunk.toString().includes('Serving until')) return;
      clearTimeout(timer);
      ready();
    });
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}
