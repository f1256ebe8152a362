import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { repositoryRoot } from '../infrastructure/repository.js';

/** Where `.ci/run` unpacks Debian's package, so that no daemon is installed. */
const unpacked = join(repositoryRoot, '.cache/prometheus/usr/bin/promtool');

export const howToGetPromtool =
  'apt-get download prometheus && dpkg-deb -x prometheus_*.deb .cache/prometheus (in the root of the repository), or any promtool from 2.42 on in PATH';

/** The promtool to use; `undefined` without one. */
export function findPromtool(): string | undefined {
  return ['promtool', unpacked].find((command) => spawnSync(command, ['--version']).status === 0);
}

export interface PromtoolAnswer {
  readonly isWell: boolean;
  readonly said: string;
}

/** @throws Error if there is no promtool */
export function promtool(...args: readonly string[]): PromtoolAnswer {
  const command = findPromtool();
  if (command === undefined) throw new Error(`There is no promtool: ${howToGetPromtool}`);
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  return { isWell: status === 0, said: `${stdout}${stderr}` };
}
