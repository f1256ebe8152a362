import type { Tokens } from '@shop/api-contracts';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { USER_CONFIG } from '../user.config.js';
import type { UserConfig } from '../user.config.js';
import { AccessTokens } from './access-tokens.js';
import type { TokenSubject } from './access-tokens.js';
import { issueRefreshToken } from './refresh-token.rows.js';

export interface GrantedSession {
  readonly subject: TokenSubject;
  readonly refreshToken: string;
}

const DAY_MS = 86_400_000;

/** What signing in and refreshing have in common. */
@Injectable()
export class Sessions {
  constructor(
    private readonly source: DataSource,
    private readonly accessTokens: AccessTokens,
    @Inject(USER_CONFIG) private readonly config: Pick<UserConfig, 'REFRESH_TOKEN_DAYS'>,
  ) {}

  /** Decides in one transaction whether there is a session; gives the tokens of the one that there is. */
  async grant(decide: (manager: EntityManager) => Promise<GrantedSession | undefined>): Promise<Tokens | undefined> {
    // Before the transaction: holding one connection while waiting for another can wait for ever. And before the old refresh
    // token is spent: without a key the client keeps it.
    const sign = await this.accessTokens.signer();
    const granted = await this.source.transaction(decide);
    if (!granted) return undefined;
    const { subject, refreshToken } = granted;
    const expiresIn = this.accessTokens.lifetimeSeconds;
    return { accessToken: await sign(subject), refreshToken, tokenType: 'Bearer', expiresIn };
  }

  /** Within the transaction of `grant`: the next refresh token of a family. */
  async extend(manager: EntityManager, subject: TokenSubject, familyId: string): Promise<GrantedSession> {
    const expiresAt = new Date(Date.now() + this.config.REFRESH_TOKEN_DAYS * DAY_MS);
    return { subject, refreshToken: await issueRefreshToken(manager, { userId: subject.id, familyId, expiresAt }) };
  }
}
