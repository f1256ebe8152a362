import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';

const OUTPUT_LIMIT = 64 * 1024 * 1024;

/** What kubectl said when it ended with anything but 0. */
export class KubectlError extends Error {}

/** kubectl, on one context and in one namespace. */
export class Kubectl {
  private readonly target: readonly string[];

  constructor(
    readonly context: string,
    readonly namespace: string,
  ) {
    this.target = ['--context', context, '--namespace', namespace];
  }

  /** @returns its stdout. @throws KubectlError with its last words */
  run(args: readonly string[], input?: string): Promise<string> {
    return kubectl([...this.target, ...args], input);
  }

  async json<T>(args: readonly string[]): Promise<T> {
    return JSON.parse(await this.run([...args, '--output=json'])) as T;
  }

  /** One that goes on, as port-forward and logs --follow do. */
  spawn(args: readonly string[]): ChildProcess {
    return spawn('kubectl', [...this.target, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  }
}

/** kubectl without a context of its own: for `config` and `kustomize`. */
export function kubectl(args: readonly string[], input?: string): Promise<string> {
  return new Promise((done, fail) => {
    const child = execFile('kubectl', [...args], { maxBuffer: OUTPUT_LIMIT }, (error, stdout, stderr) => {
      if (error) fail(new KubectlError(stderr.trim() || error.message, { cause: error }));
      else done(stdout);
    });
    child.stdin?.on('error', () => undefined); // it may end before it has read all
    child.stdin?.end(input ?? '');
  });
}
