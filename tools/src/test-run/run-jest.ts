import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../infrastructure/repository.js';
import { tallyOf } from './tally.js';
import type { JestReport, Tally } from './tally.js';

export interface JestRun {
  /** A folder of the repository with a jest.config.mjs. */
  readonly project: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Where Jest writes its report; the folder must exist. */
  readonly reportFile: string;
  /** How many files run at a time. */
  readonly workers: number;
  /** Ends the run early. */
  readonly signal: AbortSignal;
}

/** One run of Jest, its progress on stderr as always. Never rejects because of a test. */
export async function runJest({ project, args, env, reportFile, workers, signal }: JestRun): Promise<Tally> {
  const jest = join(repositoryRoot, 'node_modules/jest/bin/jest.js');
  const options = ['--json', `--outputFile=${reportFile}`, `--maxWorkers=${workers}`];
  const child = spawn(process.execPath, [jest, ...options, ...args], {
    cwd: join(repositoryRoot, project),
    env,
    stdio: ['inherit', 'ignore', 'inherit'],
    signal,
    killSignal: 'SIGTERM',
  });
  child.on('error', () => undefined); // an abort is reported as an error, too
  const [code] = (await once(child, 'exit')) as [number | null];
  return tallyOf(readReport(reportFile), code ?? 1);
}

function readReport(file: string): JestReport | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as JestReport) : undefined;
}
