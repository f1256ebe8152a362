import { catalogueApi } from './catalogue.http.js';
import type { Route } from './define-route.js';
import { notificationsApi } from './notifications.http.js';
import { ordersApi } from './orders.http.js';
import { paymentsApi } from './payments.http.js';
import { shipmentsApi } from './shipments.http.js';
import { usersApi } from './users.http.js';

/** Everything that a client of the shop may call, by area. */
export const publicApi = {
  users: usersApi,
  catalogue: catalogueApi,
  orders: ordersApi,
  payments: paymentsApi,
  shipments: shipmentsApi,
  notifications: notificationsApi,
} satisfies Readonly<Record<string, Readonly<Record<string, Route>>>>;

export function allRoutes(): readonly Route[] {
  return Object.values<Readonly<Record<string, Route>>>(publicApi).flatMap((area) => Object.values(area));
}
