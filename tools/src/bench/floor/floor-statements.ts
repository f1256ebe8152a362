import { randomUUID } from 'node:crypto';
import type { QueryConfig } from 'pg';

/** Place, reserve, capture, ship, confirm, and what others keep of it: as many transactions has a saga. */
export const STEPS = 6;

const steps = Array.from({ length: STEPS }, (_, step) => step);
/** The view is written when the order is placed, paid and confirmed; two states change once more at the end. */
const stepsOfView = new Set([0, 2, 4]);
const updatedAtTheEnd = [0, 1];

/** Tables and indexes as the services have them, emptied for each run. */
export const floorSchema: readonly string[] = [
  'DROP SCHEMA IF EXISTS floor CASCADE',
  'CREATE SCHEMA floor',
  ...steps.map(
    (step) => `CREATE TABLE floor.state_${step} (id text PRIMARY KEY, version int NOT NULL, state jsonb NOT NULL)`,
  ),
  'CREATE TABLE floor.inbox (handler text, event_id text, at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (handler, event_id))',
  `CREATE TABLE floor.outbox (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, event_id text NOT NULL, topic text NOT NULL,
     key text NOT NULL, headers jsonb NOT NULL, value text NOT NULL, created_at timestamptz NOT NULL DEFAULT now(),
     published_at timestamptz)`,
  'CREATE INDEX ON floor.outbox (id) WHERE published_at IS NULL',
  'CREATE TABLE floor.view (id text PRIMARY KEY, status text NOT NULL, shown jsonb NOT NULL, version int NOT NULL)',
];

const STATE = JSON.stringify({
  customerId: 'c'.repeat(36),
  status: 'placed',
  total: 1999,
  items: [{ sku: 'BENCH-001', quantity: 1 }],
});
const HEADERS = JSON.stringify({
  ce_id: 'i'.repeat(36),
  ce_type: 'shop.order.placed.v1',
  ce_source: '/shop/order-service',
});
const VALUE = JSON.stringify({
  orderId: 'o'.repeat(36),
  customerId: 'c'.repeat(36),
  address: 'a'.repeat(120),
  total: 1999,
});

/** The statements of one step for many orders: one per table, over arrays. */
export function stepStatements(step: number, ids: readonly string[]): readonly QueryConfig[] {
  const events = ids.map(() => randomUUID());
  const same = (value: unknown) => ids.map(() => value);
  return [
    {
      name: 'inbox',
      text: 'INSERT INTO floor.inbox (handler, event_id) SELECT * FROM unnest($1::text[], $2::text[]) ON CONFLICT DO NOTHING',
      values: [same(`handler-${step}`), events],
    },
    {
      name: `state-${step}`,
      text: `INSERT INTO floor.state_${step} SELECT * FROM unnest($1::text[], $2::int[], $3::jsonb[])`,
      values: [ids, same(1), same(STATE)],
    },
    ...(step === STEPS - 1 ? updatedAtTheEnd.map((table) => updateOf(table, ids)) : []),
    ...(stepsOfView.has(step) ? [viewOf(step, ids)] : []),
    {
      name: 'outbox',
      text: 'INSERT INTO floor.outbox (event_id, topic, key, headers, value) SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::jsonb[], $5::text[])',
      values: [events, same('shop.orders'), ids, same(HEADERS), same(VALUE)],
    },
  ];
}

function updateOf(table: number, ids: readonly string[]): QueryConfig {
  return {
    name: `update-${table}`,
    text: `UPDATE floor.state_${table} SET version = version + 1, state = $2 WHERE id = ANY($1)`,
    values: [ids, STATE],
  };
}

function viewOf(step: number, ids: readonly string[]): QueryConfig {
  return {
    name: 'view',
    text: `INSERT INTO floor.view SELECT * FROM unnest($1::text[], $2::text[], $3::jsonb[], $4::int[])
           ON CONFLICT (id) DO UPDATE SET status = EXCLUDED.status, shown = EXCLUDED.shown, version = EXCLUDED.version`,
    values: [ids, ids.map(() => `step-${step}`), ids.map(() => STATE), ids.map(() => step)],
  };
}
