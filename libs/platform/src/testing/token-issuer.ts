import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Role } from '@shop/api-contracts';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { TOKEN_AUDIENCE, TOKEN_ISSUER } from '../auth/token-verifier.js';

export interface TokenClaims {
  readonly id: string;
  /** Default: customer. */
  readonly roles?: readonly Role[];
  /** Seconds from now; default 300. Negative: a token that has expired. */
  readonly expiresIn?: number;
  readonly issuer?: string;
  readonly audience?: string;
}

/** The part of the user service that other services need: keys over real HTTP, and tokens signed with them. */
export interface TokenIssuer {
  /** For JWKS_URL. */
  readonly jwksUrl: string;
  /** How often the keys were asked for. */
  requests(): number;
  /** An access token, as goes after `Bearer `. */
  tokenFor(claims: TokenClaims): Promise<string>;
  close(): Promise<void>;
}

export async function startTokenIssuer(): Promise<TokenIssuer> {
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  const keys = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'test', alg: 'RS256', use: 'sig' }] });
  let requests = 0;
  const server = createServer((_request, response) => {
    requests += 1;
    response.writeHead(200, { 'content-type': 'application/json' }).end(keys);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    jwksUrl: `http://127.0.0.1:${port}/.well-known/jwks.json`,
    requests: () => requests,
    tokenFor: ({ id, roles = ['customer'], expiresIn = 300, issuer = TOKEN_ISSUER, audience = TOKEN_AUDIENCE }) =>
      new SignJWT({ roles })
        .setProtectedHeader({ alg: 'RS256', kid: 'test' })
        .setSubject(id)
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt()
        .setExpirationTime(Math.floor(Date.now() / 1000) + expiresIn)
        .sign(privateKey),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
