import { decodeCursor, encodeCursor } from '@shop/api-contracts';
import type { Notification as NotificationAnswer } from '@shop/api-contracts';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import { InjectRepository } from '@nestjs/typeorm';
import { LessThan, Repository } from 'typeorm';
import { z } from 'zod';
import { Notification } from '../notification.rows.js';

export interface NotificationPage {
  readonly items: NotificationAnswer[];
  readonly nextCursor: string | null;
}

export class ListNotifications extends Query<NotificationPage> {
  constructor(
    readonly userId: string,
    readonly limit: number,
    readonly cursor: string | undefined,
  ) {
    super();
  }
}

// Ids are UUIDv7: in the order of their making, so the id alone is the position.
const position = z.object({ before: z.string() });

@QueryHandler(ListNotifications)
export class ListNotificationsHandler implements IQueryHandler<ListNotifications> {
  constructor(@InjectRepository(Notification) private readonly notifications: Repository<Notification>) {}

  /** The user's own, newest first. */
  async execute({ userId, limit, cursor }: ListNotifications): Promise<NotificationPage> {
    const before = cursor === undefined ? undefined : decodeCursor(cursor, position).before;
    const found = await this.notifications.find({
      where: { userId, ...(before !== undefined && { id: LessThan(before) }) },
      order: { id: 'DESC' },
      take: limit + 1,
    });
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      items: page.map(toAnswer),
      nextCursor: found.length > limit && last ? encodeCursor({ before: last.id }) : null,
    };
  }
}

function toAnswer({ id, channel, template, status, orderId, sentAt }: Notification): NotificationAnswer {
  return { id, channel, template, status, orderId, sentAt: sentAt?.toISOString() ?? null };
}
