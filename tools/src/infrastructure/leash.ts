import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';

export type StopSignal = 'SIGTERM' | 'SIGINT';

export interface LeashedCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** File descriptor that takes stdout and stderr. */
  readonly output: number | 'ignore';
  /** User and group to run as; needs root. */
  readonly owner?: { readonly uid: number; readonly gid: number };
  /** How this command is asked to stop when its parent is gone; SIGTERM unless told. */
  readonly stopSignal?: StopSignal;
}

/**
 * The watcher holds the reading end of a pipe whose writing end only our process has. Whatever ends us, SIGKILL included, the
 * kernel closes our end: the watcher reads end-of-file and stops the command, first politely, ten seconds later by SIGKILL.
 * A word on the pipe means that the command is gone already, and the watcher leaves alone an id that may belong to another by then.
 *
 * The command itself is exec'ed, so that the child's pid, exit code and signal are the command's own. The watcher is orphaned
 * on purpose (`( … & )`): a child that it did not fork would confuse the command (Postgres watches its children).
 */
const script = `
stop=$1; shift
exec 3<&0 </dev/null
(
  {
    read -r word <&3 && exit 0
    kill -s "$stop" $$ 2>/dev/null
    n=0
    while kill -0 $$ 2>/dev/null && [ $n -lt 100 ]; do sleep 0.1; n=$((n + 1)); done
    kill -s KILL $$ 2>/dev/null
  } >/dev/null 2>&1 &
)
exec 3<&-
exec "$@"
`;

/**
 * Starts a command that cannot outlive this process. It runs in a session of its own: Ctrl-C in the terminal reaches us alone,
 * and we decide in which order things stop.
 */
export function spawnLeashed(leashed: LeashedCommand): ChildProcess {
  const stop = (leashed.stopSignal ?? 'SIGTERM').slice('SIG'.length);
  const child = spawn('/bin/sh', ['-c', script, 'leash', stop, leashed.command, ...leashed.args], {
    cwd: leashed.cwd,
    env: leashed.env,
    detached: true,
    stdio: ['pipe', leashed.output, leashed.output],
    ...leashed.owner,
  });
  child.stdin?.on('error', () => undefined); // the watcher may be gone before we say that it can go
  child.once('exit', () => child.stdin?.end('gone\n'));
  return child;
}
