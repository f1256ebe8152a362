import type { Tokens } from '@shop/api-contracts';
import { unauthorised, unreachable } from '@shop/kernel';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import type { EntityManager } from 'typeorm';
import { recordAudit } from '../audit.rows.js';
import { standingOf } from '../domain/refresh-token.js';
import { lockOwner, refreshTokenHash, RefreshTokenRow, revokeFamily } from '../sessions/refresh-token.rows.js';
import { Sessions } from '../sessions/sessions.js';
import type { GrantedSession } from '../sessions/sessions.js';

/** Swaps a refresh token for new tokens. It can be used once; used again it ends all that descends from its sign-in. */
export class RefreshSession extends Command<Tokens> {
  constructor(readonly refreshToken: string) {
    super();
  }
}

@CommandHandler(RefreshSession)
export class RefreshSessionHandler implements ICommandHandler<RefreshSession> {
  constructor(private readonly sessions: Sessions) {}

  /** @throws AppError `session.over` for a token that is unknown, expired, revoked or spent */
  async execute({ refreshToken }: RefreshSession): Promise<Tokens> {
    const hash = refreshTokenHash(refreshToken);
    const tokens = await this.sessions.grant((manager) => this.swap(manager, hash));
    // Thrown out here: inside the transaction it would take the revocation back.
    if (!tokens) throw unauthorised('session.over', 'This session is over: sign in again.');
    return tokens;
  }

  private async swap(manager: EntityManager, tokenHash: string): Promise<GrantedSession | undefined> {
    const user = await lockOwner(manager, tokenHash);
    // Read under the lock: of two who swap one token at the same time, the second finds it spent.
    const token = await manager.findOneBy(RefreshTokenRow, { tokenHash });
    if (!user || !token) return undefined;
    const now = new Date();
    const standing = standingOf(token, now);
    switch (standing) {
      case 'good':
        await manager.update(RefreshTokenRow, { tokenHash }, { spentAt: now });
        return this.sessions.extend(manager, user, token.familyId);
      case 'reused':
        await revokeFamily(manager, token.familyId);
        await recordAudit(manager, {
          actor: 'anonymous',
          action: 'refresh-token-reused',
          subject: user.id,
          detail: { family: token.familyId },
        });
        return undefined;
      case 'over':
        return undefined;
      default:
        return unreachable(standing);
    }
  }
}
