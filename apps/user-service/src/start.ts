import { loadConfig, startService } from '@shop/platform';
import type { RunningService } from '@shop/platform';
import { userConfig } from './user.config.js';
import { UserModule, userService } from './user.module.js';

/** @throws ConfigError with all faults of the environment */
export async function start(env: NodeJS.ProcessEnv): Promise<RunningService> {
  const config = loadConfig(userConfig, env);
  return startService({ name: userService, config, module: UserModule.with(config) });
}
