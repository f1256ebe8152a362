import { loadConfig, startService } from '@shop/platform';
import type { RunningService } from '@shop/platform';
import { systemLookup } from './addresses.js';
import { gatewayConfig } from './gateway.config.js';
import { GatewayModule } from './gateway.module.js';

/**
 * Longer than the balancers in front of a gateway keep their idle connections (a minute is usual): it has to be them who close
 * one, for what they send while we close is lost.
 */
const KEEP_ALIVE_MS = 72_000;

/** `lookup` finds the replicas behind the names of the services. */
export async function start(env: NodeJS.ProcessEnv, lookup = systemLookup): Promise<RunningService> {
  const config = loadConfig(gatewayConfig, env);
  return startService({
    name: 'api-gateway',
    config,
    module: GatewayModule.with(config, lookup),
    keepAliveMs: KEEP_ALIVE_MS,
  });
}
