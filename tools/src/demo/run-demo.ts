import { join } from 'node:path';
import { isAppError, refused } from '@shop/kernel';
import { isPortFree } from '../infrastructure/free-port.js';
import { repositoryRoot } from '../infrastructure/repository.js';
import { stopRequested } from '../infrastructure/stop-signal.js';
import { Supervisor } from '../infrastructure/supervisor.js';
import { claimDataDirectory, emptyDataDirectory } from './data-directory.js';
import { removeDemoFile, writeDemoFile } from './demo-file.js';
import type { DemoFile } from './demo-file.js';
import { parseDemoOptions } from './demo-options.js';
import type { DemoOptions } from './demo-options.js';
import { placeDemoOrders } from './orders.js';
import { stopOrder } from './shop-processes.js';
import { startDemo } from './start-demo.js';
import type { DemoOutput } from './start-demo.js';
import { welcome } from './welcome.js';

/** The exit code of `npm run demo`: 0 also for a stop by signal, 2 for options that it does not know, 1 for all that fails. */
export async function runDemo(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const stop = stopRequested();
  try {
    const options = parseDemoOptions(args, env, join(repositoryRoot, '.data'));
    return await demoIn(options, env, stop);
  } catch (error) {
    if (!isAppError(error)) throw error;
    console.error(error.message);
    return error.kind === 'invalid' ? 2 : 1;
  }
}

async function demoIn(options: DemoOptions, env: NodeJS.ProcessEnv, stop: Promise<void>): Promise<number> {
  const claim = await claimDataDirectory(options.data);
  try {
    if (!(await isPortFree(options.port))) {
      throw refused('demo.port-taken', `Port ${options.port} is taken: choose another with --port.`);
    }
    if (options.start === 'fresh') await emptyDataDirectory(options.data);
    return await supervised(options, env, stop);
  } finally {
    removeDemoFile(options.data);
    claim.release();
  }
}

async function supervised(options: DemoOptions, env: NodeJS.ProcessEnv, stop: Promise<void>): Promise<number> {
  const output = timedOutput(env);
  let current: (() => DemoFile) | undefined;
  const onChange = () => current && writeDemoFile(options.data, current());
  const supervisor = new Supervisor({ logs: join(options.data, 'logs'), print: output.print, onChange });
  const serve = async () => {
    current = await startDemo(options, supervisor, env, output);
    writeDemoFile(options.data, current());
    return serving(options, current(), output, stop);
  };
  try {
    return await Promise.race([serve(), stop.then(() => 0)]);
  } finally {
    current = undefined;
    output.print('Stopping …');
    await supervisor.stopAll(stopOrder);
    output.print('Stopped');
  }
}

/** Places the demo orders and stays, as the mode has it. */
async function serving(
  options: DemoOptions,
  { gateway, mail }: DemoFile,
  { print }: DemoOutput,
  stop: Promise<void>,
): Promise<number> {
  print('The shop is ready');
  const asExpected = options.mode === 'idle' || (await placeDemoOrders(gateway, (line) => console.log(line)));
  if (!asExpected) print('At least one demo order did not end as it should: see above.');
  if (options.mode === 'once') return asExpected ? 0 : 1;
  for (const line of welcome(gateway, mail)) console.log(line);
  print('Serving until Ctrl-C');
  await stop;
  return 0;
}

function timedOutput(env: NodeJS.ProcessEnv): DemoOutput {
  const startedAt = performance.now();
  const print = (line: string) => {
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    console.log(`${seconds.padStart(6)} s  ${line}`);
  };
  return { print, debug: env['LOG_LEVEL'] === 'debug' ? print : () => undefined };
}
