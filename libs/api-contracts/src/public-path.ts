import type { Route } from './define-route.js';

/** The base of the public API at the gateway. Services serve the same paths without it. */
export const apiBase = '/api/v1';

/** The pattern of a route at the gateway: `/api/v1/orders/:id`. */
export function publicPattern(route: Pick<Route, 'path' | 'base'>): string {
  return (route.base ?? apiBase) + route.path;
}

/**
 * The public path of a route for these parameters, for links and `Location`: `/api/v1/orders/0197…`.
 * @throws Error for a parameter that the pattern names and `params` lacks: a mistake of the caller's code.
 */
export function publicPath(route: Pick<Route, 'path' | 'base'>, params: Readonly<Record<string, string>> = {}): string {
  return publicPattern(route).replace(/:(\w+)/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined) throw new Error(`${route.path} needs the parameter ${name}.`);
    return encodeURIComponent(value);
  });
}
