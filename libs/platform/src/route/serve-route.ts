import {
  applyDecorators,
  createParamDecorator,
  HttpCode,
  RequestMapping,
  RequestMethod,
  SetMetadata,
} from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import type { Route } from '@shop/api-contracts';
import { AllowAccess } from '../auth/access.js';
import { parseInput } from './parse-input.js';
import type { RawInput } from './parse-input.js';

const ROUTE = Symbol('route');

type AnyRoute = Route<unknown, unknown, unknown, unknown>;

/** Serves a route of the public API with this method: path, status of the good answer, who may call it, input schemas. */
export function ServeRoute<Params, Query, Body, Answer>(route: Route<Params, Query, Body, Answer>): MethodDecorator {
  return applyDecorators(
    RequestMapping({ method: RequestMethod[route.method], path: route.path }),
    HttpCode(route.status),
    AllowAccess(route.access),
    SetMetadata(ROUTE, route),
  );
}

/**
 * A handler's parameter of type `InputOf<typeof route>`: params, query and body, each parsed by the route's schema. All faults
 * are answered together, as a problem of status 400.
 */
export const Input = createParamDecorator((_data: unknown, context: ExecutionContext) => {
  const route = Reflect.getMetadata(ROUTE, context.getHandler()) as AnyRoute | undefined;
  if (!route) throw new Error(`@Input() on ${context.getHandler().name} needs @ServeRoute(route).`);
  return parseInput(route, context.switchToHttp().getRequest<RawInput>());
});
