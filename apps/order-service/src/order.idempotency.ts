import type { OrderReceipt } from '@shop/api-contracts';
import { versionConflict } from '@shop/group-commit';
import type { Repository, Transaction } from '@shop/group-commit';

/** The first answer to an idempotency key, kept with the order that it led to. */
export interface RememberedAnswer {
  /** SHA-256 of the request, to tell a repetition from another request under the same key. */
  readonly requestHash: string;
  readonly receipt: OrderReceipt;
}

/** `json`, not `jsonb`, which would give the fields back in another order: the first answer is repeated unchanged. */
interface Row {
  id: string;
  request_hash: string;
  receipt: OrderReceipt;
}

/** Sorted, so that two replicas which save the same keys wait in one direction only. */
const SAVE = `
  INSERT INTO idempotency_keys (id, request_hash, receipt)
  SELECT * FROM unnest($1::text[], $2::text[], $3::json[]) AS k (id, request_hash, receipt) ORDER BY id`;

/**
 * Keyed by customer and key. Two requests with one key at the same time: both decide, the second to save collides with the
 * primary key, is decided again alone, and then finds the first's answer.
 */
export const idempotencyKeys: Repository<RememberedAnswer> = {
  name: 'idempotency_keys',
  async load(transaction: Transaction, ids: readonly string[]): Promise<Map<string, RememberedAnswer>> {
    const { rows } = await transaction.query<Row>({
      name: 'load-idempotency-keys',
      text: 'SELECT id, request_hash, receipt FROM idempotency_keys WHERE id = ANY($1)',
      values: [ids],
    });
    return new Map(rows.map(({ id, request_hash: requestHash, receipt }) => [id, { requestHash, receipt }]));
  },
  async save(transaction: Transaction, answers: ReadonlyMap<string, RememberedAnswer>): Promise<void> {
    try {
      await transaction.query({
        name: 'save-idempotency-keys',
        text: SAVE,
        values: [
          [...answers.keys()],
          [...answers.values()].map(({ requestHash }) => requestHash),
          [...answers.values()].map(({ receipt }) => JSON.stringify(receipt)),
        ],
      });
    } catch (error) {
      const { code, constraint } = error as { code?: string; constraint?: string };
      if (code === '23505' && constraint === 'idempotency_keys_pkey') throw versionConflict('idempotency_keys', error);
      throw error;
    }
  },
};
