import type { Repository, Transaction } from '@shop/group-commit';

export type Channel = 'email' | 'sms' | 'push';

/** The copy of a user's contact details that sending needs, learnt from the user service's events. */
export interface Contact {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly preferences: Readonly<Record<Channel, boolean>>;
  readonly revision: number;
}

const LOAD = `
  SELECT user_id AS "userId", email, name, preferences, revision FROM contacts WHERE user_id = ANY($1)`;

const SAVE = `
  INSERT INTO contacts (user_id, email, name, preferences, revision)
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::jsonb[], $5::int[]) ORDER BY 1
  ON CONFLICT (user_id) DO UPDATE SET email = excluded.email, name = excluded.name,
    preferences = excluded.preferences, revision = excluded.revision
  WHERE contacts.revision < excluded.revision`;

/** By user id. Not locked: most who read it only send something, and of two who write the higher revision wins. */
export const contacts: Repository<Contact> = {
  name: 'contacts',
  async load(transaction: Transaction, userIds: readonly string[]): Promise<Map<string, Contact>> {
    const { rows } = await transaction.query<Contact>({ name: 'load-contacts', text: LOAD, values: [userIds] });
    return new Map(rows.map((contact) => [contact.userId, contact]));
  },

  async save(transaction: Transaction, stored: ReadonlyMap<string, Contact>): Promise<void> {
    const all = [...stored.values()];
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
