import type { Journal, Transaction } from '@shop/group-commit';

export type LetterAction = 'dead-letter-redriven' | 'dead-letter-discarded';

/** What an operator has done to a service. Only ever added to, and kept for ever. */
export interface OperatorDeed {
  readonly id: string;
  readonly at: Date;
  /** The operator's user id. */
  readonly actor: string;
  /** What was done, as `dead-letter-redriven`. */
  readonly action: string;
  /** The id of what it was done to. */
  readonly subject: string;
  readonly detail: object;
}

const APPEND = `
  INSERT INTO operator_audit (id, at, actor, action, subject, detail)
  SELECT * FROM unnest($1::text[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::jsonb[])`;

/** Written in the transaction of the deed: what is not in here has not been done. */
export const operatorAudit: Journal<OperatorDeed> = {
  name: 'operator_audit',
  async append(transaction: Transaction, deeds: readonly OperatorDeed[]): Promise<void> {
    await transaction.query({
      name: 'append-operator-audit',
      text: APPEND,
      values: [
        deeds.map(({ id }) => id),
        deeds.map(({ at }) => at),
        deeds.map(({ actor }) => actor),
        deeds.map(({ action }) => action),
        deeds.map(({ subject }) => subject),
        deeds.map(({ detail }) => JSON.stringify(detail)),
      ],
    });
  },
};
