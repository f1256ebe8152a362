import { loadConfig, startService } from '@shop/platform';
import type { RunningService } from '@shop/platform';
import { OutsideWorldConfig } from './outside-world.config.js';
import { OutsideWorldModule } from './outside-world.module.js';

export async function start(env: NodeJS.ProcessEnv): Promise<RunningService> {
  const config = loadConfig(OutsideWorldConfig, env);
  return startService({ name: 'outside-world', config, module: OutsideWorldModule.with(config) });
}
