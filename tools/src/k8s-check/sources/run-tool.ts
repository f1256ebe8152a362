import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { unavailable } from '@shop/kernel';

const run = promisify(execFile);
const LINES_OF_A_COMPLAINT = 12;

/** Runs a program to its end and resolves with what it printed. @throws AppError `unavailable` with its complaint */
export async function runTool(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  try {
    const { stdout } = await run(program, args, { env, maxBuffer: 256 * 1024 * 1024 });
    return stdout;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    const complaint = (stderr || stdout || String(error)).trim().split('\n').slice(0, LINES_OF_A_COMPLAINT).join('\n');
    throw unavailable('k8s-check.tool-failed', `${program} ${args.slice(0, 2).join(' ')} failed:\n${complaint}`, {
      cause: error,
    });
  }
}

/** What a program prints, or `undefined` where it is not installed or fails. */
export async function tryTool(program: string, args: readonly string[]): Promise<string | undefined> {
  try {
    const { stdout, stderr } = await run(program, args);
    return stdout + stderr;
  } catch {
    return undefined;
  }
}
