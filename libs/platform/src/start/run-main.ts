import { Logger } from '@nestjs/common';
import { isAppError } from '@shop/kernel';
import type { RunningService } from './start-service.js';

/** `EX_CONFIG` of sysexits.h: trying again without a change of configuration is no use. */
export const EXIT_CONFIG = 78;

/** Longer than a stop's own grace, shorter than the 30 s after which Kubernetes kills. */
const STOP_LIMIT_MS = 25_000;

/**
 * The life of a process around one service: `runMain(start, process.env)` is all of a main.ts. SIGTERM, SIGINT and the death of a
 * parent with an IPC channel stop the service, exit code 0 (1 if it does not stop in time). A config error is one plain message on
 * stderr, exit code 78. An error that nobody caught is logged as fatal, exit code 1: the state of the process is unknown then.
 */
export async function runMain(
  start: (env: NodeJS.ProcessEnv) => Promise<RunningService>,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  process.on('unhandledRejection', fail);
  process.on('uncaughtException', fail);
  // A start that throws before its first await fails like any other.
  const starting = Promise.resolve().then(() => start(env));
  // Registered before the start is over: a signal during it waits for it, then stops what it started.
  for (const event of ['SIGTERM', 'SIGINT', 'disconnect'] as const) process.once(event, () => void stop(starting));
  try {
    const { name, url } = await starting;
    new Logger('main').log(`${name} answers at ${url}`);
  } catch (error) {
    if (isAppError(error) && error.code === 'config.invalid') leave(EXIT_CONFIG, error.message);
    else fail(error);
  }
}

async function stop(starting: Promise<RunningService>): Promise<void> {
  setTimeout(() => fail(new Error(`not stopped after ${STOP_LIMIT_MS} ms`)), STOP_LIMIT_MS).unref();
  try {
    const service = await starting;
    await service.stop();
    process.exit(0);
  } catch (error) {
    fail(error);
  }
}

function fail(error: unknown): never {
  new Logger('main').fatal({ err: error }, 'this process ends: an error that nobody caught');
  process.exit(1);
}

function leave(code: number, message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(code);
}
