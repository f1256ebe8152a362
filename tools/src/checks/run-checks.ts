import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { staleDocuments } from '../docs/keep-docs.js';
import { repositoryRoot } from '../infrastructure/repository.js';

interface Check {
  readonly title: string;
  readonly run: (env: NodeJS.ProcessEnv) => Promise<boolean>;
}

const checks: readonly Check[] = [
  { title: 'Format (npm run format mends it)', run: (env) => command('prettier', ['--check', '.'], env) },
  { title: 'Lint', run: (env) => command('nx', ['run-many', '-t', 'lint'], env) },
  { title: 'Types', run: (env) => command('nx', ['run-many', '-t', 'typecheck'], env) },
  { title: 'Generated documents (npm run docs mends them)', run: async () => documentsAreFresh() },
];

/**
 * `npm run check`: all that has to hold apart from the tests. One check that fails does not keep the others from running: a
 * person wants to see all faults of a change at once. @returns the exit code
 */
export async function runChecks(env: NodeJS.ProcessEnv): Promise<number> {
  const failed: string[] = [];
  for (const [index, { title, run }] of checks.entries()) {
    console.log(`\n[${index + 1}/${checks.length}] ${title}`);
    const startedAt = performance.now();
    const passed = await run(env);
    if (!passed) failed.push(title);
    console.log(`${passed ? '✓' : '✗'} ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`);
  }
  console.log(failed.length === 0 ? '\nAll checks pass.' : `\nFailed: ${failed.join(', ')}`);
  return failed.length === 0 ? 0 : 1;
}

/** `name` is found in node_modules/.bin, which bootstrap.mjs has put first in PATH. */
async function command(name: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<boolean> {
  const child = spawn(name, args, { cwd: repositoryRoot, env, stdio: ['ignore', 'inherit', 'inherit'] });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code === 0;
}

function documentsAreFresh(): boolean {
  const stale = staleDocuments();
  for (const path of stale) console.error(`${path} is stale`);
  return stale.length === 0;
}
