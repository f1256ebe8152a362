import { versionConflict } from '@shop/group-commit';
import type { Repository, Transaction } from '@shop/group-commit';
import type { Recipient } from './domain/recipient.js';

/** A recipient and the version of its row; 0 if there is none yet: a row that does not exist cannot be locked. */
export interface StoredRecipient {
  readonly recipient: Recipient;
  readonly version: number;
}

interface Row {
  order_id: string;
  customer_id: string | null;
  kept: Recipient['kept'];
  version: number;
}

const LOAD = `
  SELECT order_id, customer_id, kept, version FROM recipients WHERE order_id = ANY($1) ORDER BY order_id FOR UPDATE`;

const SAVE = `
  INSERT INTO recipients (order_id, customer_id, kept, version)
  SELECT * FROM unnest($1::text[], $2::text[], $3::jsonb[], $4::int[]) ORDER BY 1
  ON CONFLICT (order_id) DO UPDATE
    SET customer_id = excluded.customer_id, kept = excluded.kept, version = excluded.version
  WHERE recipients.version = excluded.version - 1`;

/** By order id. */
export const recipients: Repository<StoredRecipient> = {
  name: 'recipients',
  async load(transaction: Transaction, orderIds: readonly string[]): Promise<Map<string, StoredRecipient>> {
    const { rows } = await transaction.query<Row>({ name: 'load-recipients', text: LOAD, values: [orderIds] });
    return new Map(
      rows.map(({ order_id, customer_id: customerId, kept, version }) => [
        order_id,
        { recipient: { customerId, kept }, version },
      ]),
    );
  },

  /** @throws AppError `stream.version-conflict`: the group is decided again on what the other has written */
  async save(transaction: Transaction, stored: ReadonlyMap<string, StoredRecipient>): Promise<void> {
    const all = [...stored.values()];
    const { rowCount } = await transaction.query({
      name: 'save-recipients',
      text: SAVE,
      values: [
        [...stored.keys()],
        all.map(({ recipient }) => recipient.customerId),
        all.map(({ recipient }) => JSON.stringify(recipient.kept)),
        all.map(({ version }) => version + 1),
      ],
    });
    if (rowCount !== stored.size) throw versionConflict('recipients');
  },
};
