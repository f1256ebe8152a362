import type { NestMiddleware } from '@nestjs/common';

interface Response {
  setHeader(name: string, value: string): unknown;
}

/** What a JSON API needs of them: no guessing of types, no framing, nothing loaded, nothing told to other sites. */
const headers = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
} as const;

export class SecurityHeaders implements NestMiddleware {
  use(_request: unknown, response: Response, next: () => void): void {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    next();
  }
}
