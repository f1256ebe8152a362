import { EventConsumer } from '@shop/messaging';
import { loadConfig, startService } from '@shop/platform';
import type { RunningService } from '@shop/platform';
import { shippingConfig } from './shipping.config.js';
import { shippingService, ShippingModule } from './shipping.module.js';

/** @throws ConfigError with all faults of the environment */
export async function start(env: NodeJS.ProcessEnv): Promise<RunningService> {
  const config = loadConfig(shippingConfig, env);
  return startService({ name: shippingService, config, module: ShippingModule.with(config), consumers: EventConsumer });
}
