import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Supervisor } from './supervisor.js';
import { isAlive, waitUntil } from './wait-until.js';

const patience = { timeoutMs: 10_000 };
const sleeper = { command: '/bin/sleep', args: ['300'], env: {}, port: 1 };
const stubborn = {
  ...sleeper,
  command: '/bin/sh',
  args: ['-c', 'trap "" TERM; echo deaf; while :; do sleep 0.1; done'],
};

/** Writes its name into `journal` when it is about to end, `seconds` after it was asked to. */
function slowToEnd(name: string, seconds: number, journal: string) {
  const script = `trap "sleep ${seconds}; echo ${name} >> ${journal}; exit 0" TERM; echo ready; while :; do sleep 0.05; done`;
  return { ...sleeper, name, command: '/bin/sh', args: ['-c', script] };
}

function supervisor() {
  const lines: string[] = [];
  const supervised = new Supervisor({ logs: mkdtempSync(join(tmpdir(), 'logs-')), print: (line) => lines.push(line) });
  const pidOf = (name: string) => supervised.running().find((process) => process.name === name)?.pid ?? 0;
  return { supervised, lines, pidOf };
}

describe('a supervised process', () => {
  it('is started again when it is killed, with one line about it', async () => {
    const { supervised, lines, pidOf } = supervisor();
    await supervised.start({ ...sleeper, name: 'one' });
    const killed = pidOf('one');
    process.kill(killed, 'SIGKILL');
    expect(await waitUntil(() => pidOf('one') !== 0 && pidOf('one') !== killed, patience)).toBe(true);
    expect(lines).toEqual([expect.stringMatching(/^one ended \(SIGKILL\); starting it again/)]);
    await supervised.stopAll([]);
  });

  it('is started again when it ends by itself, even well', async () => {
    const { supervised, lines } = supervisor();
    await supervised.start({ ...sleeper, name: 'brief', command: '/bin/true', args: [] });
    expect(await waitUntil(() => lines.length >= 2, patience)).toBe(true);
    expect(lines[0]).toMatch(/exit code 0/);
    await supervised.stopAll([]);
  });

  it('stays down once all is stopped', async () => {
    const { supervised, lines, pidOf } = supervisor();
    await supervised.start({ ...sleeper, name: 'one' });
    const pid = pidOf('one');
    await supervised.stopAll([['one']]);
    expect(isAlive(pid)).toBe(false);
    expect(supervised.running()).toEqual([]);
    expect(lines).toEqual([]);
    await expect(supervised.start({ ...sleeper, name: 'late' })).rejects.toMatchObject({ code: 'supervisor.closed' });
  });

  it('is killed if it does not stop in time', async () => {
    const { supervised, pidOf } = supervisor();
    await supervised.start({ ...stubborn, name: 'deaf', stopWithinMs: 200 });
    expect(await waitUntil(async () => (await supervised.logTail('deaf')) === 'deaf', patience)).toBe(true);
    const pid = pidOf('deaf');
    await supervised.stopAll([]);
    expect(isAlive(pid)).toBe(false);
  });

  it('is stopped in the order given, each after the one before has ended', async () => {
    const { supervised } = supervisor();
    const journal = join(mkdtempSync(join(tmpdir(), 'journal-')), 'ends');
    await supervised.start(slowToEnd('first', 0.3, journal));
    await supervised.start(slowToEnd('second', 0, journal));
    for (const name of ['first', 'second']) {
      expect(await waitUntil(async () => (await supervised.logTail(name)) === 'ready', patience)).toBe(true);
    }
    await supervised.stopAll([['first'], ['second']]);
    expect(readFileSync(journal, 'utf8')).toBe('first\nsecond\n');
  });
});
