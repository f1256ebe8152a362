import { DeadlineWatchdog } from '@shop/saga';
import { Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Pool } from 'pg';
import { TimeOutOrder } from './commands/time-out-order.js';

/** Cancels orders that have not ended in time. */
@Injectable()
export class OrderDeadlines implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly watchdog: DeadlineWatchdog;

  constructor(pool: Pool, commands: CommandBus) {
    const logger = new Logger(OrderDeadlines.name);
    this.watchdog = new DeadlineWatchdog(
      pool,
      (orderId) => commands.execute(new TimeOutOrder(orderId)),
      (error) => logger.warn({ msg: 'deadlines could not be checked, will try again', err: error }),
    );
  }

  onApplicationBootstrap(): void {
    this.watchdog.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.watchdog.stop();
  }
}
