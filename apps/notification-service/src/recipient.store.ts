import { GroupCommit, read } from '@shop/group-commit';
import { derivedId, fold } from '@shop/kernel';
import { intend, intents } from '@shop/messaging';
import { Injectable } from '@nestjs/common';
import type { RecipientDecision } from './domain/recipient.decisions.js';
import { recipientEvolver } from './domain/recipient.js';
import { ADDRESS } from './notification.intents.js';
import type { AddressIntent } from './notification.intents.js';
import { recipients } from './recipient.rows.js';

/** The one transaction in which it is decided whom to tell: the recipient of an order, and what is to be sent to them. */
@Injectable()
export class RecipientStore {
  constructor(private readonly group: GroupCommit) {}

  async change(orderId: string, decide: RecipientDecision): Promise<void> {
    await this.group.submit({
      reads: [read(recipients, orderId)],
      decide: (unit) => {
        const { recipient, version } = unit.get(recipients, orderId) ?? {
          recipient: recipientEvolver.initial,
          version: 0,
        };
        const events = decide(recipient);
        const after = fold(recipientEvolver, events, recipient);
        if (after !== recipient) unit.put(recipients, orderId, { recipient: after, version });
        for (const event of events) {
          if (event.type !== 'WishGranted') continue;
          const { customerId, wish } = event;
          unit.append(
            intents,
            intend<AddressIntent>(ADDRESS, derivedId(orderId, 'wish', wish.template), { orderId, customerId, wish }),
          );
        }
      },
    });
  }
}
