import { EventConsumer } from '@shop/messaging';
import { loadConfig, startService } from '@shop/platform';
import type { RunningService } from '@shop/platform';
import { orderConfig } from './order.config.js';
import { OrderModule, orderService } from './order.module.js';

/** @throws ConfigError with all faults of the environment */
export async function start(env: NodeJS.ProcessEnv): Promise<RunningService> {
  const config = loadConfig(orderConfig, env);
  return startService({ name: orderService, config, module: OrderModule.with(config), consumers: EventConsumer });
}
