import { createSign, generateKeyPairSync, randomUUID } from 'node:crypto';
import type { Role } from '@shop/api-contracts';
import { TOKEN_AUDIENCE, TOKEN_ISSUER } from '@shop/platform';

const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Signs access tokens as the user service does, with a key of its own. */
export class TestTokens {
  private readonly kid = randomUUID();
  private readonly keys = generateKeyPairSync('rsa', { modulusLength: 2048 });

  jwks(): object {
    const key = this.keys.publicKey.export({ format: 'jwk' });
    return { keys: [{ ...key, kid: this.kid, alg: 'RS256', use: 'sig' }] };
  }

  token(roles: readonly Role[], sub: string = randomUUID()): string {
    const exp = Math.floor(Date.now() / 1000) + 300;
    const header = base64url({ alg: 'RS256', kid: this.kid });
    const claims = base64url({ iss: TOKEN_ISSUER, aud: TOKEN_AUDIENCE, sub, roles, exp });
    const signature = createSign('RSA-SHA256').update(`${header}.${claims}`).sign(this.keys.privateKey, 'base64url');
    return `${header}.${claims}.${signature}`;
  }
}
