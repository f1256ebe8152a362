import { execFile } from 'node:child_process';

const OUTPUT_LIMIT = 64 * 1024 * 1024;

/** What docker said when it ended with anything but 0. */
export class DockerError extends Error {}

/** @returns its stdout. @throws DockerError with its last words */
export function docker(args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<string> {
  return new Promise((done, fail) => {
    execFile('docker', [...args], { env, maxBuffer: OUTPUT_LIMIT }, (error, stdout, stderr) => {
      if (error) fail(new DockerError(lastWords(stderr) || error.message, { cause: error }));
      else done(stdout);
    });
  });
}

/** One JSON object a line, as `--format json` prints them. */
export async function dockerJson<T>(args: readonly string[]): Promise<readonly T[]> {
  const lines = (await docker(args)).split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => JSON.parse(line) as T);
}

/** Why containers cannot be run here, in words for a person; undefined if they can. */
export async function missingEngine(): Promise<string | undefined> {
  try {
    await docker(['version', '--format', '{{.Server.Version}}']);
    await docker(['compose', 'version']);
    return undefined;
  } catch (error) {
    return (error as Error).message.split('\n')[0];
  }
}

/** Progress on stderr may be long; what went wrong is at its end. */
function lastWords(stderr: string): string {
  return stderr.trim().split('\n').slice(-15).join('\n');
}
