import type { AnswerOf, notificationsApi } from '@shop/api-contracts';
import { versionConflict } from '@shop/group-commit';
import type { Repository, Transaction } from '@shop/group-commit';
import type { Template } from './domain/recipient.js';

export type ResendAnswer = AnswerOf<typeof notificationsApi.resend>;

/** The first answer to an idempotency key of an order. */
export interface Resend {
  /** That was asked for; null: the last one. Tells a repetition from another request under the same key. */
  readonly template: Template | null;
  readonly answer: ResendAnswer;
}

/** `json`, not `jsonb`, which would give the fields back in another order: the first answer is repeated unchanged. */
interface Row extends Resend {
  readonly id: string;
}

const SAVE = `
  INSERT INTO resends (id, template, answer)
  SELECT * FROM unnest($1::text[], $2::text[], $3::json[]) AS r (id, template, answer) ORDER BY id`;

/** Keyed by order and key. Of two at once the second collides with the primary key, is decided again, and finds the first's answer. */
export const resends: Repository<Resend> = {
  name: 'resends',
  async load(transaction: Transaction, ids: readonly string[]): Promise<Map<string, Resend>> {
    const text = 'SELECT id, template, answer FROM resends WHERE id = ANY($1)';
    const { rows } = await transaction.query<Row>({ name: 'load-resends', text, values: [ids] });
    return new Map(rows.map(({ id, template, answer }) => [id, { template, answer }]));
  },
  async save(transaction: Transaction, all: ReadonlyMap<string, Resend>): Promise<void> {
    const resent = [...all.values()];
    const values = [
      [...all.keys()],
      resent.map(({ template }) => template),
      resent.map(({ answer }) => JSON.stringify(answer)),
    ];
    try {
      await transaction.query({ name: 'save-resends', text: SAVE, values });
    } catch (error) {
      const { code, constraint } = error as { code?: string; constraint?: string };
      if (code === '23505' && constraint === 'resends_pkey') throw versionConflict('resends', error);
      throw error;
    }
  },
};
