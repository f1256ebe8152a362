import { Address } from '@shop/kernel';
import { z } from 'zod';
import { byId, id, pageOf, pageQuery, text } from './common.js';
import { defineRoute } from './define-route.js';

const owner = 'user-service';

export const role = z.enum(['customer', 'support', 'admin']);
export const email = z.email().max(254);
/** The upper bound keeps the cost of hashing bounded. */
export const password = z.string().min(10).max(200);

export const notificationPreferences = z.object({ email: z.boolean(), sms: z.boolean(), push: z.boolean() });

export const user = z.object({ id, email: z.string(), name: z.string(), roles: z.array(role) });
export type User = z.infer<typeof user>;

export const profile = user.extend({ addresses: z.array(Address), notificationPreferences });
export type Profile = z.infer<typeof profile>;

export const tokens = z.object({
  accessToken: z.string(),
  refreshToken: z.string(),
  tokenType: z.literal('Bearer'),
  expiresIn: z.int().positive().describe('seconds until the access token expires'),
});
export type Tokens = z.infer<typeof tokens>;

const refreshToken = z.strictObject({ refreshToken: z.string().min(1).max(2000) });

export const usersApi = {
  register: defineRoute({
    method: 'POST',
    path: '/auth/register',
    owner,
    access: 'anyone',
    summary: 'Opens an account; 409 when the e-mail address, compared without case, is taken.',
    body: z.strictObject({ email, password, name: text(200) }),
    status: 201,
    answer: user,
  }),
  login: defineRoute({
    method: 'POST',
    path: '/auth/login',
    owner,
    access: 'anyone',
    summary: 'Signs in; 401 alike for an unknown e-mail address and a wrong password.',
    // No rules of form here: what cannot be an account is refused like one that isn't there.
    body: z.strictObject({ email: z.string().max(254), password: z.string().max(200) }),
    status: 200,
    answer: tokens,
  }),
  refresh: defineRoute({
    method: 'POST',
    path: '/auth/refresh',
    owner,
    access: 'anyone',
    summary: 'Swaps a refresh token for new tokens; a spent one revokes its whole family.',
    body: refreshToken,
    status: 200,
    answer: tokens,
  }),
  logout: defineRoute({
    method: 'POST',
    path: '/auth/logout',
    owner,
    access: 'signed-in',
    summary: 'Revokes the refresh token and its family.',
    body: refreshToken,
    status: 204,
    answer: null,
  }),
  me: defineRoute({
    method: 'GET',
    path: '/users/me',
    owner,
    access: 'signed-in',
    summary: "The caller's profile.",
    status: 200,
    answer: profile,
  }),
  changeMe: defineRoute({
    method: 'PATCH',
    path: '/users/me',
    owner,
    access: 'signed-in',
    summary: "Changes the caller's profile; addresses are replaced as a whole, preferences one by one.",
    body: z.strictObject({
      name: text(200).optional(),
      addresses: z.array(Address).max(20).optional(),
      notificationPreferences: z.strictObject(notificationPreferences.shape).partial().optional(),
    }),
    status: 200,
    answer: profile,
  }),
  list: defineRoute({
    method: 'GET',
    path: '/users',
    owner,
    access: ['admin'],
    summary: 'All accounts, in the order in which they were opened.',
    query: pageQuery,
    status: 200,
    answer: pageOf(user),
  }),
  setRoles: defineRoute({
    method: 'PATCH',
    path: '/users/:id/roles',
    owner,
    access: ['admin'],
    summary: 'Replaces the roles of an account.',
    params: byId,
    body: z.strictObject({ roles: z.array(role).min(1).max(3) }),
    status: 200,
    answer: user,
  }),
  jwks: defineRoute({
    method: 'GET',
    path: '/.well-known/jwks.json',
    base: '',
    owner,
    access: 'anyone',
    summary: 'The public keys that verify access tokens.',
    status: 200,
    answer: z.object({ keys: z.array(z.looseObject({ kty: z.string(), kid: z.string() })) }),
  }),
};
