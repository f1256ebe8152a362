/** What is known of a refresh token; the token itself is not. All tokens that descend from one sign-in are a family. */
export interface RefreshToken {
  readonly familyId: string;
  readonly userId: string;
  readonly expiresAt: Date;
  /** When it was swapped for its successor. */
  readonly spentAt: Date | null;
  readonly revokedAt: Date | null;
}

/**
 * - `good`: may be swapped for its successor.
 * - `reused`: was swapped before. Its owner has the successor, so one of the two who hold it has stolen it, and nobody can
 *   tell which: the whole family ends (RFC 9700, section 4.14.2).
 * - `over`: revoked or expired.
 */
export type Standing = 'good' | 'reused' | 'over';

export function standingOf({ revokedAt, spentAt, expiresAt }: RefreshToken, now: Date): Standing {
  if (revokedAt) return 'over';
  if (spentAt) return 'reused';
  return expiresAt > now ? 'good' : 'over';
}
