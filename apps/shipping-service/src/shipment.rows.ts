import { versionConflict } from '@shop/group-commit';
import type { Repository, Transaction } from '@shop/group-commit';
import { statusOf } from './domain/shipment.js';
import type { Shipment } from './domain/shipment.js';

/**
 * A shipment and the version of its row; 0 if there is none yet. A row that does not exist cannot be locked, and two replicas may meet
 * a new order at the same time by events of two topics: the version tells the second that it has decided on too little.
 */
export interface StoredShipment {
  readonly shipment: Shipment;
  readonly version: number;
}

interface Row {
  order_id: string;
  state: Shipment;
  version: number;
}

const LOAD = 'SELECT order_id, state, version FROM shipments WHERE order_id = ANY($1) ORDER BY order_id FOR UPDATE';

const SAVE = `
  INSERT INTO shipments (order_id, shipment_id, customer_id, status, state, version)
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::jsonb[], $6::int[]) ORDER BY 1
  ON CONFLICT (order_id) DO UPDATE SET shipment_id = excluded.shipment_id, customer_id = excluded.customer_id,
    status = excluded.status, state = excluded.state, version = excluded.version, updated_at = now()
  WHERE shipments.version = excluded.version - 1`;

/** By order id. The state is one document: only the columns that somebody asks by stand beside it. */
export const shipments: Repository<StoredShipment> = {
  name: 'shipments',
  async load(transaction: Transaction, orderIds: readonly string[]): Promise<Map<string, StoredShipment>> {
    const { rows } = await transaction.query<Row>({ name: 'load-shipments', text: LOAD, values: [orderIds] });
    return new Map(rows.map(({ order_id, state, version }) => [order_id, { shipment: state, version }]));
  },

  /** @throws AppError `stream.version-conflict`: the group is decided again on what the other has written */
  async save(transaction: Transaction, stored: ReadonlyMap<string, StoredShipment>): Promise<void> {
    const all = [...stored.values()];
    const { rowCount } = await transaction.query({
      name: 'save-shipments',
      text: SAVE,
      values: [
        [...stored.keys()],
        all.map(({ shipment }) => shipment.shipmentId),
        all.map(({ shipment }) => shipment.order?.customerId ?? null),
        all.map(({ shipment }) => statusOf(shipment)),
        all.map(({ shipment }) => JSON.stringify(shipment)),
        all.map(({ version }) => version + 1),
      ],
    });
    if (rowCount !== stored.size) throw versionConflict('shipments');
  },
};
