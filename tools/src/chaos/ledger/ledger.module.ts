import { MessagingModule, messagingMigrations } from '@shop/messaging';
import { DatabaseModule } from '@shop/platform';
import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { crasher } from './crash-point.js';
import { CrashingBroker } from './crashing-broker.js';
import { CreateLedgerTables1763600000900 } from './create-ledger-tables.js';
import { LEDGER_CONFIG } from './ledger.settings.js';
import type { LedgerConfig } from './ledger.settings.js';
import { LedgerConsumers } from './ledger.consumers.js';
import { LedgerController } from './ledger.controller.js';
import { Ledger } from './ledger.store.js';
import { SeparateBroker } from './separate-broker.js';

/** The ledger publishes events of the catalogue, so it has to go by the name of a service of the catalogue. */
export const ledgerName = 'order-service';

const migrations = [...messagingMigrations, CreateLedgerTables1763600000900];

/** A service as small as one can be, built of the same parts as those of the shop. */
@Module({})
export class LedgerModule {
  static with(config: LedgerConfig): DynamicModule {
    const pass = crasher(config.CRASH_AT);
    return {
      module: LedgerModule,
      imports: [
        DatabaseModule.with({ service: ledgerName, config, entities: [], migrations }),
        MessagingModule.with({
          service: ledgerName,
          config,
          wrapBroker: (broker) => new CrashingBroker(new SeparateBroker(broker, config.PREFIX), pass),
        }),
      ],
      controllers: [LedgerConsumers, LedgerController],
      providers: [{ provide: LEDGER_CONFIG, useValue: config }, Ledger],
    };
  }
}
