import { createHash, randomBytes } from 'node:crypto';
import { Column, Entity, IsNull, LessThan, PrimaryColumn } from 'typeorm';
import type { EntityManager } from 'typeorm';
import type { RefreshToken } from '../domain/refresh-token.js';
import { UserRow } from '../user.rows.js';

@Entity('refresh_tokens')
export class RefreshTokenRow implements RefreshToken {
  @PrimaryColumn('text', { name: 'token_hash' }) tokenHash: string;
  @Column('text', { name: 'family_id' }) familyId: string;
  @Column('text', { name: 'user_id' }) userId: string;
  @Column('timestamptz', { name: 'expires_at' }) expiresAt: Date;
  @Column('timestamptz', { name: 'spent_at', nullable: true }) spentAt: Date | null;
  @Column('timestamptz', { name: 'revoked_at', nullable: true }) revokedAt: Date | null;
}

/**
 * What a token is found by. A plain hash does for 256 random bits, and looking it up in an index is safe: how far two hashes
 * agree tells nothing about the token.
 */
export function refreshTokenHash(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

/**
 * Locks the account that the token belongs to, which is the lock of all its sessions. Locking tokens would not do: a successor
 * that is just being issued escapes an UPDATE of its family, so that a revoked session would live on in it.
 */
export function lockOwner(manager: EntityManager, tokenHash: string): Promise<UserRow | null> {
  return manager
    .createQueryBuilder(UserRow, 'u')
    .setLock('for_no_key_update')
    .where('u.id = (SELECT t.user_id FROM refresh_tokens t WHERE t.token_hash = :tokenHash)', { tokenHash })
    .getOne();
}

/** Keeps the hash of a new token and gives the token, once. Forgets what has expired: unknown and expired are answered alike. */
export async function issueRefreshToken(
  manager: EntityManager,
  { userId, familyId, expiresAt }: Pick<RefreshToken, 'userId' | 'familyId' | 'expiresAt'>,
): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  await manager.delete(RefreshTokenRow, { userId, expiresAt: LessThan(new Date()) });
  await manager.insert(RefreshTokenRow, { tokenHash: refreshTokenHash(token), familyId, userId, expiresAt });
  return token;
}

export async function revokeFamily(manager: EntityManager, familyId: string): Promise<void> {
  await manager.update(RefreshTokenRow, { familyId, revokedAt: IsNull() }, { revokedAt: new Date() });
}
