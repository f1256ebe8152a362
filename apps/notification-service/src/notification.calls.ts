import { IntentRunner } from '@shop/messaging';
import type { ClaimedIntent } from '@shop/messaging';
import { Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { QueueNotifications } from './commands/queue-notifications.js';
import { RecordDispatch } from './commands/record-dispatch.js';
import { ADDRESS, SEND } from './notification.intents.js';
import type { AddressIntent, SendIntent } from './notification.intents.js';
import { Senders } from './senders/senders.js';

/** Carries out what was decided: finds out how to reach a customer, and sends. Without an outcome it is called again. */
@Injectable()
export class NotificationCalls implements OnModuleInit {
  constructor(
    private readonly intents: IntentRunner,
    private readonly commands: CommandBus,
    private readonly senders: Senders,
  ) {}

  onModuleInit(): void {
    this.intents.handle<AddressIntent>(ADDRESS, (about) => this.commands.execute(new QueueNotifications(about)));
    this.intents.handle<SendIntent>(SEND, (payload, intent) => this.send(payload, intent));
  }

  private async send({ notificationId, channel, ...delivery }: SendIntent, { id }: ClaimedIntent): Promise<void> {
    const outcome = await this.senders.for(channel).send(delivery, id);
    await this.commands.execute(new RecordDispatch(notificationId, outcome === 'sent' ? 'sent' : 'failed'));
  }
}
