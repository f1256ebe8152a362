import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const here = __dirname;
const root = join(here, '../../../..');
const imports = `
  import { runMain } from ${JSON.stringify(join(here, 'run-main.ts'))};
  import { loadConfig } from ${JSON.stringify(join(here, '../config/load-config.ts'))};
  import { z } from 'zod';
  const keepAlive = setInterval(() => undefined, 1000);
  const running = { name: 'probe', url: 'http://here', stop: async () => console.log('stopped') };
`;

interface Ended {
  readonly code: number;
  readonly output: string;
}

/** A real process: signals and exit codes are what this is about. */
function run(main: string): { child: ChildProcess; answers: Promise<void>; ended: Promise<Ended> } {
  const loader = ['--conditions=@shop/source', '--import', '@swc-node/register/esm-register', '--input-type=module'];
  const child = spawn(process.execPath, [...loader, '--eval', imports + main], {
    cwd: root,
    env: { ...process.env, TS_NODE_PROJECT: join(root, 'tsconfig.base.json'), NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  let announce: () => void = () => undefined;
  const answers = new Promise<void>((resolve) => (announce = resolve));
  const collect = (chunk: Buffer) => {
    output += chunk.toString();
    if (output.includes('answers at http://here')) announce();
  };
  child.stdout?.on('data', collect);
  child.stderr?.on('data', collect);
  // Not 'close': a child whose channel the parent has closed never emits it.
  const streams = [child.stdout, child.stderr].map((stream) => stream && once(stream, 'close'));
  const ended = Promise.all([once(child, 'exit'), ...streams]).then(([[code]]) => ({ code: code as number, output }));
  return { child, answers, ended };
}

describe('runMain', () => {
  jest.setTimeout(20_000);

  it.each(['SIGTERM', 'SIGINT'] as const)('stops the service and exits 0 on %s', async (signal) => {
    const { child, answers, ended } = run(`void runMain(async () => running, process.env);`);
    await answers;
    child.kill(signal);
    const { code, output } = await ended;
    expect([code, output]).toEqual([0, expect.stringContaining('stopped')]);
  });

  it('stops when the parent that it talks to is gone', async () => {
    const { child, answers, ended } = run(`void runMain(async () => running, process.env);`);
    await answers;
    child.disconnect();
    expect(await ended).toMatchObject({ code: 0 });
  });

  it('exits 78 on a configuration error, with one plain message', async () => {
    const { ended } = run(
      `void runMain(async (env) => loadConfig(z.object({ NEEDED_HERE: z.string() }), env), process.env);`,
    );
    const { code, output } = await ended;
    expect(code).toBe(78);
    expect(output).toBe('The configuration is not usable:\n  NEEDED_HERE is not set\n');
  });

  it.each([
    ['the start fails', `void runMain(async () => { throw new Error('broken start'); }, process.env);`],
    [
      'nobody handles a rejection',
      `void runMain(async () => running, process.env); Promise.reject(new Error('broken start'));`,
    ],
    [
      'nobody catches an error',
      `void runMain(async () => running, process.env); setTimeout(() => { throw new Error('broken start'); });`,
    ],
  ])('exits 1 and says why when %s', async (_when, main) => {
    const { code, output } = await run(main).ended;
    expect([code, output]).toEqual([1, expect.stringContaining('broken start')]);
  });
});
