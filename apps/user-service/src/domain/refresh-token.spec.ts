import { standingOf } from './refresh-token.js';
import type { RefreshToken } from './refresh-token.js';

const now = new Date('2026-11-21T12:00:00Z');
const [before, after] = [new Date('2026-11-21T11:59:59Z'), new Date('2026-11-21T12:00:01Z')];
const fresh: RefreshToken = { familyId: 'f', userId: 'u', expiresAt: after, spentAt: null, revokedAt: null };

it.each([
  ['good while it is fresh', fresh, 'good'],
  ['over from the moment at which it expires', { ...fresh, expiresAt: now }, 'over'],
  ['reused once it is spent', { ...fresh, spentAt: before }, 'reused'],
  [
    'reused even after it has expired: it is stolen all the same',
    { ...fresh, spentAt: before, expiresAt: before },
    'reused',
  ],
  ['over once its family is revoked', { ...fresh, revokedAt: before }, 'over'],
  [
    'over, not reused again, when its family is revoked already',
    { ...fresh, spentAt: before, revokedAt: before },
    'over',
  ],
] as const)('is %s', (_, token, standing) => {
  expect(standingOf(token, now)).toBe(standing);
});
