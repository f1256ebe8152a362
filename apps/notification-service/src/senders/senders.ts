import { Injectable } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { Channel } from '../contact.rows.js';
import { EmailSender } from './email-sender.js';
import type { Sender } from './sender.js';
import { SmsPushSender } from './sms-push-sender.js';

/** The channels that there are. */
@Injectable()
export class Senders implements OnApplicationShutdown {
  private readonly byChannel: { email: EmailSender; sms: SmsPushSender; push: SmsPushSender };

  constructor(smtpUrl: string, smsPushUrl: string) {
    this.byChannel = {
      email: new EmailSender(smtpUrl),
      sms: new SmsPushSender('sms', smsPushUrl),
      push: new SmsPushSender('push', smsPushUrl),
    };
  }

  for(channel: Channel): Sender {
    return this.byChannel[channel];
  }

  /** After the intents have stopped. */
  async onApplicationShutdown(): Promise<void> {
    this.byChannel.email.close();
    await Promise.all([this.byChannel.sms.close(), this.byChannel.push.close()]);
  }
}
