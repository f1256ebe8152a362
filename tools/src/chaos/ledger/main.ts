import 'reflect-metadata';
import { EventConsumer } from '@shop/messaging';
import { loadConfig, runMain, startService } from '@shop/platform';
import type { RunningService } from '@shop/platform';
import { ledgerConfig } from './ledger.settings.js';
import { LedgerModule, ledgerName } from './ledger.module.js';

/** Also kept alive and health-checked like a service of the shop: `/health/live` is part of what the tests look at. */
async function start(env: NodeJS.ProcessEnv): Promise<RunningService> {
  const config = loadConfig(ledgerConfig, env);
  return startService({ name: ledgerName, config, module: LedgerModule.with(config), consumers: EventConsumer });
}

void runMain(start, process.env);
