import { EventConsumer } from '@shop/messaging';
import { loadConfig, startService } from '@shop/platform';
import type { RunningService } from '@shop/platform';
import { notificationConfig } from './notification.config.js';
import { NotificationModule, notificationService } from './notification.module.js';

/** @throws ConfigError with all faults of the environment */
export async function start(env: NodeJS.ProcessEnv): Promise<RunningService> {
  const config = loadConfig(notificationConfig, env);
  const module = NotificationModule.with(config);
  return startService({ name: notificationService, config, module, consumers: EventConsumer });
}
