import { EventConsumer } from '@shop/messaging';
import { loadConfig, startService } from '@shop/platform';
import type { RunningService } from '@shop/platform';
import { inventoryConfig } from './inventory.config.js';
import { InventoryModule, inventoryService } from './inventory.module.js';

/** @throws ConfigError with all faults of the environment */
export async function start(env: NodeJS.ProcessEnv): Promise<RunningService> {
  const config = loadConfig(inventoryConfig, env);
  return startService({
    name: inventoryService,
    config,
    module: InventoryModule.with(config),
    consumers: EventConsumer,
  });
}
