import { conflict } from '@shop/kernel';
import type { Role } from './user.js';

/** From the least to the most that a role may do; roles are kept and shown in this order. */
const order: readonly Role[] = ['customer', 'support', 'admin'];

export interface RoleChange {
  readonly userId: string;
  readonly roles: readonly Role[];
  /** The ids of all who are administrators now. */
  readonly admins: readonly string[];
}

/**
 * The roles that the user has from now on, each once.
 * @throws AppError `user.last-admin`: without an administrator nobody could ever make one
 */
export function rolesAfter({ userId, roles, admins }: RoleChange): readonly Role[] {
  const isLastAdmin = admins.includes(userId) && admins.length === 1;
  if (isLastAdmin && !roles.includes('admin')) {
    throw conflict('user.last-admin', 'This is the last administrator: make another one first.');
  }
  return order.filter((role) => roles.includes(role));
}
