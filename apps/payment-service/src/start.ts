import { EventConsumer } from '@shop/messaging';
import { loadConfig, startService } from '@shop/platform';
import type { RunningService } from '@shop/platform';
import { paymentConfig } from './payment.config.js';
import { PaymentModule, paymentService } from './payment.module.js';

/** @throws ConfigError with all faults of the environment */
export async function start(env: NodeJS.ProcessEnv): Promise<RunningService> {
  const config = loadConfig(paymentConfig, env);
  return startService({ name: paymentService, config, module: PaymentModule.with(config), consumers: EventConsumer });
}
