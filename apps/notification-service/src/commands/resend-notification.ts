import { GroupCommit, read } from '@shop/group-commit';
import type { Unit } from '@shop/group-commit';
import { conflict, derivedId, keyReused, newId, notFound } from '@shop/kernel';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { contacts } from '../contact.rows.js';
import type { Template } from '../domain/recipient.js';
import { Notification } from '../notification.rows.js';
import { queueMessages } from '../queue-messages.js';
import { resends } from '../resend.rows.js';
import type { ResendAnswer } from '../resend.rows.js';

/** Somebody of the staff has the customer of an order told once more. */
export class ResendNotification extends Command<ResendAnswer> {
  constructor(
    readonly orderId: string,
    /** None: what they were told last. */
    readonly template: Template | undefined,
    readonly idempotencyKey: string | undefined,
  ) {
    super();
  }
}

@CommandHandler(ResendNotification)
export class ResendNotificationHandler implements ICommandHandler<ResendNotification> {
  constructor(
    @InjectRepository(Notification) private readonly notifications: Repository<Notification>,
    private readonly group: GroupCommit,
  ) {}

  /** @throws AppError `notification.not-found`, `notification.unwanted` (409), `idempotency.key-reused` */
  async execute({ orderId, template, idempotencyKey }: ResendNotification): Promise<ResendAnswer> {
    // What was told never changes, so this may be read before the transaction.
    const last = await this.notifications.findOne({
      where: { orderId, ...(template !== undefined && { template }) },
      order: { id: 'DESC' },
    });
    if (!last) throw notFound('notification', orderId);
    const keys = idempotencyKey === undefined ? [] : [`${orderId} ${idempotencyKey}`];
    return this.group.submit({
      reads: [read(contacts, last.userId), read(resends, ...keys)],
      decide: (unit) => {
        const known = keys.flatMap((key) => unit.get(resends, key) ?? [])[0];
        if (known && known.template !== (template ?? null)) {
          throw keyReused();
        }
        if (known) return known.answer;
        const answer = tellAgain(unit, last, idempotencyKey ?? newId());
        for (const key of keys) unit.put(resends, key, { template: template ?? null, answer });
        return answer;
      },
    });
  }
}

/** Under ids of their own: under the first ones the other side would take them for the same messages. */
function tellAgain(unit: Unit, { orderId, userId, template, facts }: Notification, repetition: string): ResendAnswer {
  const contact = unit.get(contacts, userId);
  if (!contact) throw notFound('contact', userId);
  const identity = (channel: string) => derivedId(orderId, 'notification', template, channel, 'resend', repetition);
  const told = queueMessages(unit, { orderId, contact, wish: { template, facts }, identity });
  if (told.length === 0) throw conflict('notification.unwanted', 'The customer does not want to be told anything.');
  return {
    items: told.map(({ id, channel }) => ({ id, channel, template, status: 'queued', orderId, sentAt: null })),
  };
}
