import { setTimeout as delay } from 'node:timers/promises';
import { paymentCaptured } from '@shop/domain-events';
import type { EventOf } from '@shop/domain-events';
import { EventController } from '@shop/messaging';
import { Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { LEDGER_CONFIG } from './ledger.settings.js';
import type { LedgerConfig } from './ledger.settings.js';
import { Ledger } from './ledger.store.js';

@EventController()
export class LedgerConsumers {
  constructor(
    private readonly ledger: Ledger,
    @Inject(LEDGER_CONFIG) private readonly config: LedgerConfig,
  ) {}

  @EventPattern<string>(paymentCaptured.type)
  async onPaymentCaptured(@Payload() { data }: EventOf<typeof paymentCaptured>): Promise<void> {
    if (this.config.THINK_MS > 0) await delay(this.config.THINK_MS);
    await this.ledger.book(data.orderId, data.paymentId);
  }
}
