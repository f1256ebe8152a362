import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const here = __dirname;
const root = join(here, '../../../..');
const imports = `
  import { runOnce } from ${JSON.stringify(join(here, 'run-once.ts'))};
  import { loadConfig } from ${JSON.stringify(join(here, '../config/load-config.ts'))};
  import { unavailable } from '@shop/kernel';
  import { z } from 'zod';
`;

/** A real process: signals and exit codes are what this is about. It may say `begun` to be sent a SIGTERM. */
async function run(main: string): Promise<{ code: number; output: string }> {
  const loader = ['--conditions=@shop/source', '--import', '@swc-node/register/esm-register', '--input-type=module'];
  const child = spawn(process.execPath, [...loader, '--eval', imports + main], {
    cwd: root,
    env: { ...process.env, TS_NODE_PROJECT: join(root, 'tsconfig.base.json'), NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (chunk.toString().includes('begun')) child.kill('SIGTERM');
    });
  }
  const [code] = (await once(child, 'close')) as [number];
  return { code, output };
}

describe('runOnce', () => {
  jest.setTimeout(20_000);

  it('exits 0 when the work is done, whatever is still open', async () => {
    expect(await run(`setInterval(() => {}, 1000); await runOnce(async () => console.log('done'), {});`)).toEqual({
      code: 0,
      output: 'done\n',
    });
  });

  it('exits 1 with the one sentence of a failure that was foreseen', async () => {
    expect(await run(`await runOnce(async () => { throw unavailable('a.b', 'Nobody is there.'); }, {});`)).toEqual({
      code: 1,
      output: 'Nobody is there.\n',
    });
  });

  it('exits 1 with the stack of one that was not', async () => {
    const { code, output } = await run(`await runOnce(async () => { throw new TypeError('broken'); }, {});`);
    expect([code, output]).toEqual([1, expect.stringMatching(/^TypeError: broken\n +at /)]);
  });

  it('exits 78 on a configuration error', async () => {
    const work = `async (env) => void loadConfig(z.object({ NEEDED_HERE: z.string() }), env)`;
    expect(await run(`await runOnce(${work}, {});`)).toEqual({
      code: 78,
      output: 'The configuration is not usable:\n  NEEDED_HERE is not set\n',
    });
  });

  it('ends at once on SIGTERM', async () => {
    const work = `() => new Promise((resolve) => { console.log('begun'); setTimeout(resolve, 15_000); })`;
    expect(await run(`await runOnce(${work}, {});`)).toEqual({ code: 143, output: 'begun\n' });
  });
});
