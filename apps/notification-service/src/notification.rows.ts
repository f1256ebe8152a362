import type { Journal, Transaction } from '@shop/group-commit';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Channel } from './contact.rows.js';
import type { Template, Wish } from './domain/recipient.js';

/** One message to one customer over one channel. */
@Entity('notifications')
export class Notification {
  @PrimaryColumn('text') id: string;
  @Column('text', { name: 'user_id' }) userId: string;
  @Column('text') channel: Channel;
  @Column('text') template: Template;
  @Column('text', { name: 'order_id' }) orderId: string;
  @Column('text') status: 'queued' | 'sent' | 'failed';
  /** What it told beside the order's number. */
  @Column('jsonb') facts: Wish['facts'];
  @Column('timestamptz', { name: 'sent_at', nullable: true }) sentAt: Date | null;
}

export type Queued = Pick<Notification, 'id' | 'userId' | 'channel' | 'template' | 'orderId' | 'facts'>;

export const queued: Journal<Queued> = {
  name: 'notifications',
  async append(transaction: Transaction, all: readonly Queued[]): Promise<void> {
    await transaction.query({
      name: 'queue-notifications',
      text: `INSERT INTO notifications (id, user_id, channel, template, order_id, facts, status)
             SELECT *, 'queued' FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::jsonb[])`,
      values: [
        all.map(({ id }) => id),
        all.map(({ userId }) => userId),
        all.map(({ channel }) => channel),
        all.map(({ template }) => template),
        all.map(({ orderId }) => orderId),
        all.map(({ facts }) => JSON.stringify(facts)),
      ],
    });
  },
};

export interface Dispatch {
  readonly id: string;
  readonly status: 'sent' | 'failed';
  readonly at: Date;
}

/** What became of queued notifications. */
export const dispatches: Journal<Dispatch> = {
  name: 'dispatches',
  async append(transaction: Transaction, all: readonly Dispatch[]): Promise<void> {
    await transaction.query({
      name: 'record-dispatches',
      text: `UPDATE notifications SET status = d.status, sent_at = CASE d.status WHEN 'sent' THEN d.at END
             FROM unnest($1::text[], $2::text[], $3::timestamptz[]) AS d (id, status, at)
             WHERE notifications.id = d.id`,
      values: [all.map(({ id }) => id), all.map(({ status }) => status), all.map(({ at }) => at)],
    });
  },
};
