import { IN_PROCESS } from '@shop/platform';
import type { Metrics } from '@shop/telemetry';
import { Injectable } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { Channel } from '../contact.rows.js';
import { EmailSender } from './email-sender.js';
import { InProcessSender } from './in-process-sender.js';
import type { Sender } from './sender.js';
import { SmsPushSender } from './sms-push-sender.js';

/** The channels that there are. */
@Injectable()
export class Senders implements OnApplicationShutdown {
  private readonly byChannel: Readonly<Record<Channel, Sender>>;

  constructor(smtpUrl: string, smsPushUrl: string, metrics: Metrics) {
    this.byChannel = {
      email: smtpUrl === IN_PROCESS ? new InProcessSender() : new EmailSender(smtpUrl, metrics),
      sms: smsPushUrl === IN_PROCESS ? new InProcessSender() : new SmsPushSender('sms', smsPushUrl, metrics),
      push: smsPushUrl === IN_PROCESS ? new InProcessSender() : new SmsPushSender('push', smsPushUrl, metrics),
    };
  }

  for(channel: Channel): Sender {
    return this.byChannel[channel];
  }

  /** After the intents have stopped. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.all(Object.values(this.byChannel).map((sender) => sender.close()));
  }
}
