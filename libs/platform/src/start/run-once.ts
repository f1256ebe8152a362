import { isAppError } from '@shop/kernel';
import { EXIT_CONFIG } from './run-main.js';

/** As of a process that the signal itself has ended. */
const EXIT_SIGTERM = 143;

/**
 * The life of a process that does one thing and ends: exit code 0 when `work` is done. A failure that we foresaw is its one sentence on
 * stderr, any other its stack; exit code 78 for a config error, else 1. SIGTERM ends it at once, which it would not by itself as the first
 * process of a container: so `work` must be safe to be cut off, as a transaction is.
 */
export async function runOnce(work: (env: NodeJS.ProcessEnv) => Promise<void>, env: NodeJS.ProcessEnv): Promise<void> {
  process.once('SIGTERM', () => process.exit(EXIT_SIGTERM));
  try {
    await work(env);
    process.exit(0);
  } catch (error) {
    const said = isAppError(error) ? error.message : error instanceof Error ? error.stack : String(error);
    process.stderr.write(`${said}\n`);
    process.exit(isAppError(error) && error.code === 'config.invalid' ? EXIT_CONFIG : 1);
  }
}
