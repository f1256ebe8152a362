import type { Route } from '@shop/api-contracts';
import { AppError, invalid, isAppError } from '@shop/kernel';
import { parseInput } from '@shop/platform';
import type { PublicRequest } from './http-exchange.js';

/**
 * Checks everything that the route says about its requests, before any service is bothered.
 * @returns the parameters of the path.
 * @throws AppError `invalid` with all faults, or `not-found` for a path whose parameters can name nothing.
 */
export function checkRequest(route: Route, request: PublicRequest): Readonly<Record<string, string>> {
  const input = parse(route, request);
  checkHeaders(route, request);
  return input.params as Readonly<Record<string, string>>;
}

function parse(route: Route, request: PublicRequest) {
  try {
    return parseInput(route, request);
  } catch (error) {
    // A sku that cannot be one is a product that isn't there: clients need not tell the two apart.
    if (isAppError(error) && error.errors?.some(({ path }) => path.startsWith('params.'))) throw nothingHere();
    throw error;
  }
}

function nothingHere(): AppError {
  return new AppError('not-found', 'request.not-found', 'There is nothing at this path.');
}

function checkHeaders(route: Route, request: PublicRequest): void {
  const faults = route.headers?.safeParse(request.headers).error?.issues ?? [];
  if (faults.length === 0) return;
  const errors = faults.map(({ path, message }) => ({ path: `headers.${path.join('.')}`, message }));
  throw invalid('request.invalid', 'The request is not valid.', errors);
}
