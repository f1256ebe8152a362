import { newId } from '@shop/kernel';
import { TOKEN_AUDIENCE, TOKEN_ISSUER } from '@shop/platform';
import { Inject, Injectable } from '@nestjs/common';
import { SignJWT } from 'jose';
import type { Role } from '../domain/user.js';
import { USER_CONFIG } from '../user.config.js';
import type { UserConfig } from '../user.config.js';
import { SIGNING_ALGORITHM, SigningKeys } from './signing-keys.js';

export interface TokenSubject {
  readonly id: string;
  readonly roles: readonly Role[];
}

export type SignAccessToken = (subject: TokenSubject) => Promise<string>;

/** Makes the tokens that every service verifies by itself (`TokenVerifier` of the platform). */
@Injectable()
export class AccessTokens {
  constructor(
    private readonly keys: SigningKeys,
    @Inject(USER_CONFIG) private readonly config: Pick<UserConfig, 'ACCESS_TOKEN_SECONDS'>,
  ) {}

  get lifetimeSeconds(): number {
    return this.config.ACCESS_TOKEN_SECONDS;
  }

  /** Fetches the key now; the function that it gives waits for nobody. */
  async signer(): Promise<SignAccessToken> {
    const { kid, privateKey } = await this.keys.current();
    return ({ id, roles }) =>
      new SignJWT({ roles })
        .setProtectedHeader({ alg: SIGNING_ALGORITHM, kid })
        .setIssuer(TOKEN_ISSUER)
        .setAudience(TOKEN_AUDIENCE)
        .setSubject(id)
        .setJti(newId())
        .setIssuedAt()
        .setExpirationTime(`${this.lifetimeSeconds}s`)
        .sign(privateKey);
  }
}
