import type { Repository, Transaction } from '@shop/group-commit';
import type { Reservation, ReservationStatus, StockLine } from './domain/stock.js';
import { expectAllInserted, split } from './stored.js';
import type { Stored } from './stored.js';

interface Row {
  order_id: string;
  status: ReservationStatus;
  items: StockLine[];
  created_at: Date;
  updated_at: Date;
}

const LOAD = `
  SELECT order_id, status, items, created_at, updated_at
  FROM reservations WHERE order_id = ANY($1) ORDER BY order_id FOR UPDATE`;

const INSERT = `
  INSERT INTO reservations (order_id, status, items, updated_at, created_at)
  SELECT * FROM unnest($1::text[], $2::text[], $3::jsonb[], $4::timestamptz[], $5::timestamptz[])
  ON CONFLICT DO NOTHING`;

const UPDATE = `
  UPDATE reservations SET status = new.status, items = new.items, updated_at = new.updated_at
  FROM unnest($1::text[], $2::text[], $3::jsonb[], $4::timestamptz[]) AS new (order_id, status, items, updated_at)
  WHERE reservations.order_id = new.order_id`;

export const reservations: Repository<Stored<Reservation>> = {
  name: 'reservations',
  async load(transaction: Transaction, orderIds: readonly string[]): Promise<Map<string, Stored<Reservation>>> {
    const { rows } = await transaction.query<Row>({ name: 'load-reservations', text: LOAD, values: [orderIds] });
    return new Map(rows.map((row) => [row.order_id, { state: toReservation(row), hasRow: true }]));
  },
  async save(transaction: Transaction, states: ReadonlyMap<string, Stored<Reservation>>): Promise<void> {
    const { added, updated } = split(states.values());
    if (added.length > 0) {
      const values = [...columns(added), added.map(({ createdAt }) => createdAt)];
      const inserted = await transaction.query({ name: 'insert-reservations', text: INSERT, values });
      expectAllInserted('reservations', inserted, added);
    }
    if (updated.length > 0) {
      await transaction.query({ name: 'update-reservations', text: UPDATE, values: columns(updated) });
    }
  },
};

/** The skus that the order's reservation is about; none if there is no reservation yet. They never change once there is one. */
export async function skusReservedFor(database: Transaction, orderId: string): Promise<readonly string[]> {
  const { rows } = await database.query<{ items: StockLine[] }>({
    name: 'find-reserved-skus',
    text: 'SELECT items FROM reservations WHERE order_id = $1',
    values: [orderId],
  });
  return (rows[0]?.items ?? []).map(({ sku }) => sku);
}

function columns(all: readonly Reservation[]): unknown[][] {
  return [
    all.map(({ orderId }) => orderId),
    all.map(({ status }) => status),
    all.map(({ items }) => JSON.stringify(items)),
    all.map(({ updatedAt }) => updatedAt),
  ];
}

function toReservation({ order_id: orderId, status, items, created_at, updated_at }: Row): Reservation {
  return { orderId, status, items, createdAt: created_at.toISOString(), updatedAt: updated_at.toISOString() };
}
