import type { Repository, Transaction } from '@shop/group-commit';
import type { Address } from '@shop/kernel';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { NotificationPreferences, RegisteredUser, Role } from './domain/user.js';

/** An account as queries and the sign-in read it; the group commit writes it. */
@Entity('users')
export class UserRow {
  @PrimaryColumn('text') id: string;
  @Column('text') email: string;
  @Column('text', { name: 'email_lower' }) emailLower: string;
  @Column('text') name: string;
  @Column('text', { name: 'password_hash' }) passwordHash: string;
  @Column('text', { array: true }) roles: Role[];
  @Column('jsonb') addresses: Address[];
  @Column('jsonb', { name: 'notification_preferences' }) notificationPreferences: NotificationPreferences;
  @Column('int') revision: number;
  @Column('timestamptz', { name: 'created_at' }) createdAt: Date;
}

/** What e-mail addresses are compared by: the only place that knows. */
export function emailKey(email: string): string {
  return email.toLowerCase();
}

interface Row {
  id: string;
  email: string;
  name: string;
  password_hash: string;
  roles: Role[];
  addresses: Address[];
  notification_preferences: NotificationPreferences;
  revision: number;
  created_at: Date;
}

// NO KEY: a sign-in, whose token refers to the account, need not wait for a change of the profile.
const LOAD = `
  SELECT id, email, name, password_hash, roles, addresses, notification_preferences, revision, created_at
  FROM users WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE`;

// Roles are written here once: from then on they change by ChangeRoles alone, whose lock spans all administrators.
const SAVE = `
  INSERT INTO users (id, email, email_lower, name, password_hash, roles, addresses, notification_preferences, revision, created_at)
  SELECT id, email, email_lower, name, password_hash, string_to_array(roles, ','), addresses, preferences, revision, created_at
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::jsonb[], $8::jsonb[], $9::int[],
    $10::timestamptz[]) AS u (id, email, email_lower, name, password_hash, roles, addresses, preferences, revision, created_at)
  ON CONFLICT (id) DO UPDATE SET name = excluded.name, addresses = excluded.addresses,
    notification_preferences = excluded.notification_preferences, revision = excluded.revision`;

export const users: Repository<RegisteredUser> = {
  name: 'users',
  async load(transaction: Transaction, ids: readonly string[]): Promise<Map<string, RegisteredUser>> {
    const { rows } = await transaction.query<Row>({ name: 'load-users', text: LOAD, values: [ids] });
    return new Map(rows.map((row) => [row.id, toUser(row)]));
  },
  async save(transaction: Transaction, changed: ReadonlyMap<string, RegisteredUser>): Promise<void> {
    const all = [...changed.values()];
    await transaction.query({
      name: 'save-users',
      text: SAVE,
      values: [
        all.map(({ id }) => id),
        all.map(({ email }) => email),
        all.map(({ email }) => emailKey(email)),
        all.map(({ name }) => name),
        all.map(({ passwordHash }) => passwordHash),
        all.map(({ roles }) => roles.join()),
        all.map(({ addresses }) => JSON.stringify(addresses)),
        all.map(({ notificationPreferences }) => JSON.stringify(notificationPreferences)),
        all.map(({ revision }) => revision),
        all.map(({ registeredAt }) => registeredAt),
      ],
    });
  },
};

function toUser(row: Row): RegisteredUser {
  const { id, email, name, roles, addresses, revision } = row;
  return {
    exists: true,
    id,
    email,
    name,
    passwordHash: row.password_hash,
    roles,
    addresses,
    notificationPreferences: row.notification_preferences,
    revision,
    registeredAt: row.created_at.toISOString(),
  };
}
