import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Access } from '@shop/api-contracts';
import { forbidden, unauthorised } from '@shop/kernel';
import { nameCaller } from '../http/request-state.js';
import { ACCESS } from './access.js';
import type { Caller } from './caller.js';
import { hasRole } from './caller.js';
import { TokenVerifier } from './token-verifier.js';

interface Request {
  readonly headers: { readonly authorization?: string };
}

/** Lets a request pass by the access that its route declares. Whose resource it is, the handler checks. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly tokens: TokenVerifier,
  ) {}

  /** @throws AppError `unauthorised`, `forbidden`, or `unavailable` when tokens cannot be verified. */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const access = this.reflector.getAllAndOverride<Access | undefined>(ACCESS, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (!access) throw forbidden('access.not-declared', 'Nobody may call this.');
    const request = context.switchToHttp().getRequest<Request>();
    const caller = await (access === 'anyone' ? this.callerIfAny(request) : this.callerOf(request));
    if (caller) nameCaller(request, caller);
    if (caller && Array.isArray(access)) requireRole(caller, access);
    return true;
  }

  private async callerOf({ headers }: Request): Promise<Caller> {
    const token = bearer(headers.authorization);
    if (!token) throw unauthorised('token.missing', 'This needs an access token.');
    return this.tokens.verify(token);
  }

  /** An open route stays open to somebody whose token has expired: they are a stranger then. */
  private async callerIfAny({ headers }: Request): Promise<Caller | undefined> {
    const token = bearer(headers.authorization);
    return token === undefined ? undefined : this.tokens.verify(token).catch(() => undefined);
  }
}

function bearer(header: string | undefined): string | undefined {
  return /^Bearer +([^\s]+)$/i.exec(header ?? '')?.[1];
}

function requireRole(caller: Caller, roles: Extract<Access, readonly unknown[]>): void {
  if (!hasRole(caller, ...roles)) throw forbidden('access.role-missing', `This is for ${roles.join(' and ')}.`);
}
