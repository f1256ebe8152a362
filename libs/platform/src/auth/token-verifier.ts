import { unauthorised, unavailable } from '@shop/kernel';
import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import type { JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import type { Caller } from './caller.js';

/** What the user service writes into access tokens. */
export const TOKEN_ISSUER = 'shop/user-service';
export const TOKEN_AUDIENCE = 'shop';

const claims = z.object({
  sub: z.string().min(1),
  roles: z.array(z.enum(['customer', 'support', 'admin'])),
  exp: z.number(),
});

/** More callers than this at once merely means verifying some signatures again. */
const REMEMBERED = 1000;

interface Verified {
  readonly caller: Caller;
  readonly expiresAtMs: number;
}

/**
 * Verifies access tokens: RS256, by the keys published at the JWKS URL, issuer and audience of the shop. A good token is
 * remembered until it expires, so that a busy caller costs one signature check.
 */
export class TokenVerifier {
  private readonly verified = new Map<string, Verified>();
  private readonly keys: JWTVerifyGetKey;

  /** Without a URL there are no keys, so no token is good. */
  constructor(jwksUrl: string | undefined) {
    this.keys = jwksUrl === undefined ? noKeys : keysAt(jwksUrl);
  }

  /**
   * @throws AppError `unauthorised` `token.invalid` for a token that is bad or has expired; `unavailable` `token.keys-unavailable`
   * when the keys cannot be had: then nothing is known about the token.
   */
  async verify(token: string): Promise<Caller> {
    const known = this.verified.get(token);
    if (known && known.expiresAtMs > Date.now()) return known.caller;
    this.verified.delete(token);
    const verified = await this.check(token);
    this.remember(token, verified);
    return verified.caller;
  }

  private async check(token: string): Promise<Verified> {
    try {
      const options = { issuer: TOKEN_ISSUER, audience: TOKEN_AUDIENCE, algorithms: ['RS256'] };
      const { payload } = await jwtVerify(token, this.keys, options);
      const { sub, roles, exp } = claims.parse(payload);
      return { caller: Object.freeze({ id: sub, roles: Object.freeze(roles), token }), expiresAtMs: exp * 1000 };
    } catch (cause) {
      if (isAboutTheToken(cause)) throw unauthorised('token.invalid', 'The access token is not valid or has expired.');
      throw unavailable('token.keys-unavailable', 'Access tokens cannot be verified right now.', { cause });
    }
  }

  private remember(token: string, verified: Verified): void {
    const [oldest] = this.verified.keys();
    if (this.verified.size >= REMEMBERED && oldest !== undefined) this.verified.delete(oldest);
    this.verified.set(token, verified);
  }
}

function keysAt(jwksUrl: string): JWTVerifyGetKey {
  // A key that is not in the set is looked for again at most every 5 s: soon after a rotation, not once per forged token.
  return createRemoteJWKSet(new URL(jwksUrl), { timeoutDuration: 2000, cooldownDuration: 5000 });
}

function noKeys(): never {
  throw new errors.JWKSNoMatchingKey();
}

function isAboutTheToken(error: unknown): boolean {
  if (error instanceof z.ZodError || error instanceof errors.JWKSNoMatchingKey) return true;
  if (!(error instanceof errors.JOSEError)) return false;
  return /^ERR_(JWT|JWS|JOSE_(ALG|NOT_SUPPORTED))/.test(error.code);
}
