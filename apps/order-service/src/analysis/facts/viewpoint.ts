import { forbidden } from '@shop/kernel';
import type { Rights } from '@shop/order-analysis-agent';
import { hasRole } from '@shop/platform';
import type { Caller } from '@shop/platform';
import type { Viewer } from '../../queries/visibility.js';

/** Through whose eyes an analysis looks. */
export interface Viewpoint {
  readonly rights: Rights;
  readonly viewer: Viewer;
  /** What other services are asked with; null: nobody asks, so only what anybody may know is to be had from them. */
  readonly token: string | null;
}

export function viewpointOf(caller: Caller): Viewpoint {
  return { rights: rightsOf(caller), viewer: caller, token: caller.token };
}

/** Of an analysis that nobody asked for: what this service knows, for its staff. */
export const automatically: Viewpoint = {
  rights: 'admin',
  viewer: { id: 'automatic', roles: ['support', 'admin'] },
  token: null,
};

/** The customer whose orders alone may be looked at; null: all may. */
export function onlyOrdersOf({ rights, viewer }: Viewpoint): string | null {
  return rights === 'owner' ? viewer.id : null;
}

/** @throws AppError `facts.forbidden` */
export function requireStaff({ rights }: Viewpoint): void {
  if (rights === 'owner') throw forbidden('facts.forbidden', 'This is for support and admin.');
}

/** @throws AppError `facts.forbidden` */
export function requireAdmin({ rights }: Viewpoint): void {
  if (rights !== 'admin') throw forbidden('facts.forbidden', 'This is for admin.');
}

function rightsOf(caller: Caller): Rights {
  if (hasRole(caller, 'admin')) return 'admin';
  return hasRole(caller, 'support') ? 'support' : 'owner';
}
