import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { AuditController } from './audit.controller.js';
import { AuditLog } from './audit-log.js';
import { CircuitsController } from './circuits.controller.js';
import { DeadLettersController } from './dead-letters.controller.js';
import { LogLevelController } from './log-level.controller.js';
import { OPERATOR_OPTIONS } from './operator-options.js';
import type { OperatorOptions } from './operator-options.js';

/**
 * What operators may ask a service, over HTTP: its dead letters, its audit log, its circuits, its log level. The gateway asks all services and puts
 * their answers together. Needs `MessagingModule` and `DatabaseModule`.
 */
@Module({})
export class OperatorModule {
  static with(options: OperatorOptions): DynamicModule {
    return {
      module: OperatorModule,
      controllers: [DeadLettersController, AuditController, CircuitsController, LogLevelController],
      providers: [{ provide: OPERATOR_OPTIONS, useValue: options }, AuditLog],
    };
  }
}
