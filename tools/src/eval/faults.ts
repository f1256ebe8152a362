import { escapeIdentifier, escapeLiteral } from 'pg';
import type { SilencedService } from './eval-case.js';
import { products } from './products.js';

/** A rule that a service's database holds it to, so that a message cannot be handled: as a bug or a forgotten migration would. */
export interface Fault {
  readonly service: SilencedService;
  readonly table: string;
  readonly name: string;
  readonly check: string;
}

const reservationOf = (sku: string) => `items @> '[{"sku":"${sku}"}]'`;

/** The skus that a service cannot handle, from the start on. */
const broken: Readonly<Record<string, Omit<Fault, 'name'>>> = {
  'EVAL-NO-RESERVATION': {
    service: 'inventory-service',
    table: 'reservations',
    check: `NOT ${reservationOf('EVAL-NO-RESERVATION')}`,
  },
  'EVAL-LATE-RESERVATION': {
    service: 'inventory-service',
    table: 'reservations',
    check: `NOT ${reservationOf('EVAL-LATE-RESERVATION')}`,
  },
  'EVAL-NO-RELEASE': {
    service: 'inventory-service',
    table: 'reservations',
    check: `NOT (status = 'released' AND ${reservationOf('EVAL-NO-RELEASE')})`,
  },
  // A payment does not know its skus, but nothing else costs this.
  'EVAL-NO-CHARGE': {
    service: 'payment-service',
    table: 'payments',
    check: `amount_minor IS DISTINCT FROM ${products['EVAL-NO-CHARGE'].price}`,
  },
  'EVAL-NO-LABEL': {
    service: 'shipping-service',
    table: 'shipments',
    check: `position('EVAL-NO-LABEL' in state::text) = 0`,
  },
  'EVAL-LATE-LABEL': {
    service: 'shipping-service',
    table: 'shipments',
    check: `position('EVAL-LATE-LABEL' in state::text) = 0`,
  },
};

export const lastingFaults: readonly Fault[] = Object.entries(broken).map(([sku, fault]) => ({ ...fault, name: sku }));

const tables: Readonly<Record<SilencedService, string>> = {
  'inventory-service': 'reservations',
  'payment-service': 'payments',
  'shipping-service': 'shipments',
};

/** Whatever the service decides about the order from now on is refused. */
export function silence(service: SilencedService, orderId: string): Fault {
  return { service, table: tables[service], name: `silent ${orderId}`, check: `order_id <> ${escapeLiteral(orderId)}` };
}

/** `NOT VALID`: what is there already may stay. */
export function addFault({ table, name, check }: Fault): string {
  return `ALTER TABLE ${table} ADD CONSTRAINT ${escapeIdentifier(name)} CHECK (${check}) NOT VALID`;
}

export function dropFault({ table, name }: Fault): string {
  return `ALTER TABLE ${table} DROP CONSTRAINT ${escapeIdentifier(name)}`;
}
