import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { unavailable } from '@shop/kernel';
import type { ServiceName } from '@shop/kernel';
import { repositoryRoot } from '../infrastructure/repository.js';

const run = promisify(execFile);

export interface OneShot {
  /** What it has found, as it says. */
  readonly answer: unknown;
  /** What it wants a person to see to. */
  readonly remarks: readonly string[];
}

/** Runs `node dist/NAME.js` of a service as an operator would, to its end. @throws AppError `drill.one-shot` with what it said */
export async function oneShot(
  service: ServiceName,
  name: 'recover' | 'rebuild-views',
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<OneShot> {
  const script = join(repositoryRoot, 'apps', service, 'dist', `${name}.js`);
  try {
    const { stdout, stderr } = await run(process.execPath, [...quietly, script, ...args], { env });
    return { answer: JSON.parse(stdout), remarks: stderr.split('\n').filter(Boolean) };
  } catch (error) {
    const { stderr = '', message } = error as Error & { stderr?: string };
    throw unavailable('drill.one-shot', `${name}.js of ${service} failed: ${stderr || message}`, { cause: error });
  }
}

const quietly = ['--disable-warning=TimeoutNegativeWarning'];
