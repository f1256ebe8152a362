import { analysisApi } from './analysis.http.js';
import { catalogueApi } from './catalogue.http.js';
import type { Route } from './define-route.js';
import { notificationsApi } from './notifications.http.js';
import type { OpenApiInfo } from './openapi.js';
import { operatorsApi } from './operators.http.js';
import { ordersApi } from './orders.http.js';
import { paymentsApi } from './payments.http.js';
import { shipmentsApi } from './shipments.http.js';
import { usersApi } from './users.http.js';

/** What the OpenAPI document says of itself. */
export const publicApiInfo: OpenApiInfo = {
  title: 'Shop',
  version: '1',
  description: 'Everything a client of the shop may call. Printed from the routes that the gateway serves.',
};

/** Everything that a client of the shop may call, by area. */
export const publicApi = {
  users: usersApi,
  catalogue: catalogueApi,
  orders: ordersApi,
  analysis: analysisApi,
  payments: paymentsApi,
  shipments: shipmentsApi,
  notifications: notificationsApi,
  operators: operatorsApi,
} satisfies Readonly<Record<string, Readonly<Record<string, Route>>>>;

export function allRoutes(): readonly Route[] {
  return Object.values<Readonly<Record<string, Route>>>(publicApi).flatMap((area) => Object.values(area));
}
