import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import type { Role } from '@shop/api-contracts';
import { callerOf } from '../http/request-state.js';

/** Who a verified access token belongs to. */
export interface Caller {
  /** The user's id. */
  readonly id: string;
  readonly roles: readonly Role[];
  /** The token itself, to be handed on to another service of the shop. Never log it. */
  readonly token: string;
}

export function hasRole(caller: Caller, ...roles: readonly Role[]): boolean {
  return caller.roles.some((role) => roles.includes(role));
}

/** A handler's parameter: the `Caller`; on a route that is open to anyone `Caller | undefined`. */
export const CurrentCaller = createParamDecorator((_data: unknown, context: ExecutionContext) =>
  callerOf(context.switchToHttp().getRequest<object>()),
);
