import type { Journal, Transaction } from '@shop/group-commit';
import { Column, Entity, PrimaryColumn } from 'typeorm';

export type Channel = 'email' | 'sms' | 'push';

/** The copy of a user's contact details that sending needs, learnt from the user service's events. */
@Entity('contacts')
export class Contact {
  @PrimaryColumn('text', { name: 'user_id' }) userId: string;
  @Column('text') email: string;
  @Column('text') name: string;
  @Column('jsonb') preferences: Readonly<Record<Channel, boolean>>;
  @Column('int') revision: number;
}

const SAVE = `
  INSERT INTO contacts (user_id, email, name, preferences, revision)
  SELECT DISTINCT ON (user_id) * FROM unnest($1::text[], $2::text[], $3::text[], $4::jsonb[], $5::int[])
    AS c (user_id, email, name, preferences, revision)
  ORDER BY user_id, revision DESC
  ON CONFLICT (user_id) DO UPDATE SET email = excluded.email, name = excluded.name,
    preferences = excluded.preferences, revision = excluded.revision
  WHERE contacts.revision < excluded.revision`;

/** The highest revision wins, so events may come in any order. */
export const contacts: Journal<Contact> = {
  name: 'contacts',
  async append(transaction: Transaction, all: readonly Contact[]): Promise<void> {
    await transaction.query({
      name: 'save-contacts',
      text: SAVE,
      values: [
        all.map(({ userId }) => userId),
        all.map(({ email }) => email),
        all.map(({ name }) => name),
        all.map(({ preferences }) => JSON.stringify(preferences)),
        all.map(({ revision }) => revision),
      ],
    });
  },
};
