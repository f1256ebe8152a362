import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { unavailable } from '@shop/kernel';
import { writePrivately } from '../infrastructure/postgres-home.js';
import { cacheDirectory, repositoryRoot } from '../infrastructure/repository.js';
import type { ProcessPlan } from '../infrastructure/supervised-process.js';
import { environmentOf } from './shop-environment.js';
import type { Surroundings } from './shop-environment.js';
import { shop } from './shop-map.js';
import type { ShopName } from './shop-map.js';

/** The name that the one process of --one-process has among its fellows. */
export const wholeShop = 'shop';

export const stopOrder: readonly (readonly string[])[] = [
  ['api-gateway'], // first nothing new comes in, then what is under way ends
  [wholeShop, ...shop],
  ['outside-world', 'fake-model'],
  ['kafka', 'postgres'],
];

export function outsideWorldPlan(around: Surroundings): ProcessPlan {
  return appPlan('outside-world', around);
}

export function fakeModelPlan({ inherited, ports }: Surroundings): ProcessPlan {
  const script = join(repositoryRoot, 'tools/dist/fake-model.js');
  const command = nodeCommand(script, ['--port', String(ports.fakeModel)], { PATH: inherited['PATH'] });
  return { name: 'fake-model', port: ports.fakeModel, ...command };
}

/** A process per service, or one for all of them. `directory` takes the file that tells the one process what to start. */
export function shopPlans(
  layout: 'many-processes' | 'one-process',
  around: Surroundings,
  directory: string,
): readonly ProcessPlan[] {
  if (layout === 'many-processes') return shop.map((name) => appPlan(name, around));
  const file = join(directory, 'one-process.json');
  const environments = shop.map((name) => [name, environmentOf(name, around)]);
  writePrivately(file, JSON.stringify(Object.fromEntries(environments)));
  const script = join(repositoryRoot, 'tools/dist/demo/one-process.js');
  const env = environmentOf('api-gateway', around);
  return [{ name: wholeShop, port: around.ports.of['api-gateway'], ...nodeCommand(script, [file], env) }];
}

function appPlan(name: ShopName | 'outside-world', around: Surroundings): ProcessPlan {
  const script = join(repositoryRoot, 'apps', name, 'dist/main.js');
  if (!existsSync(script)) throw unavailable('demo.not-built', `${script} is missing: run npm run build.`);
  return { name, port: around.ports.of[name], ...nodeCommand(script, [], environmentOf(name, around)) };
}

/** The compile cache halves the start of eight processes that load nearly the same modules. */
function nodeCommand(script: string, args: readonly string[], env: NodeJS.ProcessEnv) {
  return {
    command: process.execPath,
    args: ['--enable-source-maps', '--disable-warning=TimeoutNegativeWarning', script, ...args],
    env: { ...env, NODE_COMPILE_CACHE: join(cacheDirectory, 'compile') },
    cwd: repositoryRoot,
  };
}
