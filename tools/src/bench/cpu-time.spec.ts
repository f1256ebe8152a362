import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpuPerUnit, cpuTimes, shopCpu } from './cpu-time.js';

describe('CPU time', () => {
  it('is counted per unit of work, and the load generator is no part of the shop', () => {
    const cpu = cpuPerUnit({ node: 100 }, { node: 300, 'load generator': 50 }, 1_000);
    expect(cpu).toEqual({ node: 200, 'load generator': 50 });
    expect(shopCpu(cpu)).toBe(200);
  });
});

const onLinux = process.platform === 'linux' ? describe : describe.skip;

onLinux('CPU time from /proc', () => {
  it('of a process has that of its children in it, also of those that have ended', async () => {
    const child = `const used = () => process.cpuUsage().user + process.cpuUsage().system; while (used() < 300_000);`;
    const script = `require('node:child_process').spawnSync(process.execPath, ['-e', ${JSON.stringify(child)}]);
      process.stdout.write('done');
      setInterval(() => undefined, 1_000);`;
    const parent = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const gone = once(parent, 'exit');
    try {
      await once(parent.stdout, 'data');
      const { bare = 0 } = cpuTimes([{ name: 'bare', pid: process.pid }]);
      const { parent: withChild = 0 } = cpuTimes([{ name: 'parent', pid: parent.pid ?? 0 }]);
      expect(bare).toBeGreaterThan(0);
      expect(withChild).toBeGreaterThanOrEqual(100);
    } finally {
      parent.kill('SIGKILL');
      await gone;
    }
  }, 30_000);
});
