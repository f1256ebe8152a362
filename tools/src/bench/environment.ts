import { execFile } from 'node:child_process';
import { cpus, loadavg, totalmem } from 'node:os';
import { promisify } from 'node:util';
import { kafkaVersion } from '../infrastructure/kafka-distribution.js';
import { repositoryRoot } from '../infrastructure/repository.js';
import { cpuIsKnown } from './cpu-time.js';

const run = promisify(execFile);

/** What a figure depends on, known before anything is started. */
export async function environmentFacts(env: NodeJS.ProcessEnv): Promise<Record<string, string>> {
  const all = cpus();
  return {
    at: new Date().toISOString(),
    commit: await commit(),
    cpu: `${all.length} × ${all[0]?.model.trim() ?? 'unknown'}`,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    'load before': loadavg()
      .map((load) => load.toFixed(2))
      .join(' '),
    system: `${process.platform} ${process.arch}`,
    node: process.version,
    java: await java(),
    kafka: `${kafkaVersion}, one broker, acks all`,
    'kafka client': env['KAFKA_CLIENT'] || 'kafkajs',
    'cpu times': cpuIsKnown ? 'from /proc, user and system, with children' : 'not known on this system',
    'load generator': 'in the same machine, in the process of npm run bench; its CPU is listed',
  };
}

async function commit(): Promise<string> {
  try {
    const git = async (...args: string[]) => (await run('git', args, { cwd: repositoryRoot })).stdout.trim();
    const changed = (await git('status', '--porcelain')) === '' ? '' : ', with changes that are not committed';
    return `${await git('rev-parse', '--short', 'HEAD')}${changed}`;
  } catch {
    return 'unknown (not a git checkout)';
  }
}

async function java(): Promise<string> {
  const { stderr, stdout } = await run('java', ['-version']);
  return (stderr + stdout).split('\n')[0] ?? 'unknown';
}
