import { loadConfig, startService } from '@shop/platform';
import type { RunningService } from '@shop/platform';
import { gatewayConfig } from './gateway.config.js';
import { GatewayModule } from './gateway.module.js';

export async function start(env: NodeJS.ProcessEnv): Promise<RunningService> {
  const config = loadConfig(gatewayConfig, env);
  return startService({ name: 'api-gateway', config, module: GatewayModule.with(config) });
}
