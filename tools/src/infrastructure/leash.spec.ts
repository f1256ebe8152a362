import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transformSync } from '@swc/core';
import { spawnLeashed } from './leash.js';
import { isAlive, waitUntil } from './wait-until.js';

const sleeper = { command: '/bin/sleep', args: ['300'], env: {}, output: 'ignore' } as const;

/** A parent of its own, to be killed: it starts `command` on a leash and tells its id. */
function parentOf(command: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'leash-'));
  const source = readFileSync(join(__dirname, 'leash.ts'), 'utf8');
  const { code } = transformSync(source, { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' } });
  writeFileSync(join(folder, 'leash.mjs'), code);
  const script = `
    import { spawnLeashed } from './leash.mjs';
    const [command, ...args] = ${JSON.stringify(command)};
    console.log(spawnLeashed({ command, args, env: {}, output: 'ignore' }).pid);
    setInterval(() => {}, 1000);`;
  writeFileSync(join(folder, 'parent.mjs'), script);
  return spawn(process.execPath, [join(folder, 'parent.mjs')], { stdio: ['ignore', 'pipe', 'inherit'] });
}

describe('a command on a leash', () => {
  it('is stopped when its parent is killed by SIGKILL', async () => {
    const parent = parentOf(['/bin/sleep', '300']);
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(line.toString());
    expect(isAlive(pid)).toBe(true);
    parent.kill('SIGKILL');
    expect(await waitUntil(() => !isAlive(pid), { timeoutMs: 5_000 })).toBe(true);
  });

  it('is exec-ed: the signal that ends the child is the one that ends the command', async () => {
    const child = spawnLeashed(sleeper);
    child.kill('SIGKILL');
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
  });

  it('gives its exit code unchanged', async () => {
    const child = spawnLeashed({ ...sleeper, command: '/bin/sh', args: ['-c', 'exit 7'] });
    expect(await once(child, 'exit')).toEqual([7, null]);
  });

  it('has no children that it did not start, though a watcher is at work', async () => {
    const child = spawnLeashed(sleeper);
    const parents = () => execFileSync('ps', ['-A', '-o', 'ppid=']).toString().split('\n').map(Number);
    expect(await waitUntil(() => !parents().includes(child.pid ?? 0), { timeoutMs: 5_000 })).toBe(true);
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
});
