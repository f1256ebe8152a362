import { once } from 'node:events';
import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawnLeashed } from '../../infrastructure/leash.js';
import { repositoryRoot } from '../../infrastructure/repository.js';
import { waitUntil } from '../../infrastructure/wait-until.js';

const program = join(repositoryRoot, 'tools/dist/chaos/ledger/main.js');

/** One running process of the ledger. It cannot outlive the test's process, whatever happens to that. */
export class LedgerReplica {
  private readonly child: ChildProcess;
  private readonly exit: Promise<unknown>;

  constructor(
    env: NodeJS.ProcessEnv,
    private readonly port: number,
    private readonly logFile: string,
  ) {
    const output = openSync(logFile, 'a');
    const args = ['--enable-source-maps', '--disable-warning=TimeoutNegativeWarning', program];
    const all = { PATH: process.env['PATH'], LOG_FORMAT: 'json', LOG_LEVEL: 'warn', PORT: String(port), ...env };
    this.child = spawnLeashed({ command: process.execPath, args, env: all, output });
    closeSync(output);
    this.exit = once(this.child, 'exit');
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Resolves when it consumes. @throws Error with the end of its log if it ends or does not get there */
  async ready(): Promise<this> {
    const answers = async () => !this.isRunning || (await fetch(`http://127.0.0.1:${this.port}/health/ready`)).ok;
    await waitUntil(answers, { timeoutMs: 60_000 });
    if (this.isRunning) return this;
    throw new Error(`The ledger ended before it was ready. The end of its log:\n${this.logTail()}`);
  }

  /** Books a payment past the broker. @throws Error unless the ledger has committed it */
  async book(account: string, paymentId: string): Promise<void> {
    const path = `/accounts/${account}/payments/${paymentId}`;
    const { status } = await fetch(`http://127.0.0.1:${this.port}${path}`, { method: 'POST' });
    if (status !== 201) throw new Error(`POST ${path} answered ${status}.`);
  }

  /** The status of /health/live. */
  async live(): Promise<number> {
    return (await fetch(`http://127.0.0.1:${this.port}/health/live`)).status;
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.exit;
  }

  /** Asks it to stop, and waits. @returns the exit code; null if it had to be killed */
  async stop(): Promise<number | null> {
    this.child.kill('SIGTERM');
    await this.exit;
    return this.child.exitCode;
  }

  /** Waits for its death by its own hand. @returns the signal */
  async crashed(): Promise<NodeJS.Signals | null> {
    await this.exit;
    return this.child.signalCode;
  }

  private logTail(): string {
    return readFileSync(this.logFile, 'utf8').trimEnd().split('\n').slice(-15).join('\n');
  }
}
