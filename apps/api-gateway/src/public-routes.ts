import type { Type } from '@nestjs/common';
import {
  analysisApi,
  catalogueApi,
  notificationsApi,
  operatorsApi,
  ordersApi,
  paymentsApi,
  shipmentsApi,
  usersApi,
} from '@shop/api-contracts';
import { forwardingController } from './forwarding.controller.js';
import { AuditController } from './operators/audit.controller.js';
import { CircuitsController } from './operators/circuits.controller.js';
import { DeadLettersController } from './operators/dead-letters.controller.js';
import { LogLevelController } from './operators/log-level.controller.js';
import { ProductWritesController } from './product-writes.controller.js';

const { add: _add, change: _change, ...catalogue } = catalogueApi;

/** Every public route, by area. What does more than hand on has a controller written by hand. */
export const publicRoutes: readonly Type[] = [
  forwardingController('Users', usersApi),
  forwardingController('Catalogue', catalogue),
  ProductWritesController,
  forwardingController('Orders', ordersApi),
  forwardingController('Analysis', analysisApi),
  forwardingController('Payments', paymentsApi),
  forwardingController('Shipments', shipmentsApi),
  forwardingController('Notifications', notificationsApi),
  forwardingController('Sagas', { sagas: operatorsApi.sagas }),
  DeadLettersController,
  AuditController,
  CircuitsController,
  LogLevelController,
];
