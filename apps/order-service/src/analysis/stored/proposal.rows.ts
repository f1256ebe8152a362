import { versionConflict } from '@shop/group-commit';
import type { Repository, Transaction } from '@shop/group-commit';
import { isId } from '@shop/kernel';
import { collides } from './analysis.rows.js';
import { slotOf } from './proposal.js';
import type { KeptProposal } from './proposal.js';

export interface ProposalRow {
  readonly id: string;
  readonly order_id: string;
  readonly analysis_id: string;
  readonly action: KeptProposal['action'];
  readonly amount_minor: string | null;
  readonly currency: string | null;
  readonly dead_letter_id: string | null;
  readonly reason: string;
  readonly status: KeptProposal['status'];
  readonly created_at: Date;
  readonly decision: KeptProposal['decision'];
  readonly outcome: KeptProposal['outcome'];
  readonly carried_until: Date | null;
}

export const PROPOSAL_COLUMNS = `id, order_id, analysis_id, action, amount_minor, currency, dead_letter_id, reason, status, created_at,
  decision, outcome, carried_until`;

/** What is proposed never changes; what becomes of it does. */
const SAVE = `
  INSERT INTO proposals (${PROPOSAL_COLUMNS}, slot)
  SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::bigint[], $6::text[], $7::text[], $8::text[], $9::text[],
    $10::timestamptz[], $11::json[], $12::json[], $13::timestamptz[], $14::text[])
    AS p (${PROPOSAL_COLUMNS}, slot)
  ORDER BY slot
  ON CONFLICT (id) DO UPDATE SET status = excluded.status, decision = excluded.decision, outcome = excluded.outcome,
    carried_until = excluded.carried_until`;

/** By id, locked: of two people who decide at once the second sees what the first has decided. */
export const proposals: Repository<KeptProposal> = {
  name: 'proposals',
  async load(transaction: Transaction, ids: readonly string[]): Promise<Map<string, KeptProposal>> {
    const { rows } = await transaction.query<ProposalRow>({
      name: 'load-proposals',
      text: `SELECT ${PROPOSAL_COLUMNS} FROM proposals WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE`,
      values: [ids.filter(isId)],
    });
    return new Map(rows.map((row) => [row.id, toProposal(row)]));
  },

  /** @throws AppError `stream.version-conflict` when another process has proposed the same: decided again, its proposal is found */
  async save(transaction: Transaction, states: ReadonlyMap<string, KeptProposal>): Promise<void> {
    try {
      await transaction.query({ name: 'save-proposals', text: SAVE, values: columnsOf([...states.values()]) });
    } catch (error) {
      if (collides(error, 'proposals_open')) throw versionConflict('proposals', error);
      throw error;
    }
  },
};

/** The id of the proposal that is open in a slot. Written as `proposals`; put here so that those behind in the same transaction know. */
export const openProposals: Repository<string> = {
  name: 'open_proposals',
  async load(transaction: Transaction, slots: readonly string[]): Promise<Map<string, string>> {
    const { rows } = await transaction.query<{ slot: string; id: string }>({
      name: 'load-open-proposals',
      text: `SELECT slot, id FROM proposals
             WHERE slot = ANY($1) AND (status = 'pending' OR (status = 'approved' AND outcome IS NULL))`,
      values: [slots],
    });
    return new Map(rows.map(({ slot, id }) => [slot, id]));
  },
  save: () => Promise.resolve(),
};

export function toProposal(row: ProposalRow): KeptProposal {
  const { id, order_id: orderId, analysis_id: analysisId, action, dead_letter_id: deadLetterId, reason, status } = row;
  const { amount_minor: amountMinor, currency, decision, outcome } = row;
  return {
    id,
    orderId,
    analysisId,
    action,
    amount: amountMinor !== null && currency !== null ? { amountMinor: Number(amountMinor), currency } : null,
    deadLetterId,
    reason,
    status,
    createdAt: row.created_at.toISOString(),
    decision,
    outcome,
    carriedUntil: row.carried_until?.toISOString() ?? null,
  };
}

function columnsOf(all: readonly KeptProposal[]): unknown[] {
  return [
    all.map(({ id }) => id),
    all.map(({ orderId }) => orderId),
    all.map(({ analysisId }) => analysisId),
    all.map(({ action }) => action),
    all.map(({ amount }) => amount?.amountMinor ?? null),
    all.map(({ amount }) => amount?.currency ?? null),
    all.map(({ deadLetterId }) => deadLetterId),
    all.map(({ reason }) => reason),
    all.map(({ status }) => status),
    all.map(({ createdAt }) => createdAt),
    all.map(({ decision }) => decision && JSON.stringify(decision)),
    all.map(({ outcome }) => outcome && JSON.stringify(outcome)),
    all.map(({ carriedUntil }) => carriedUntil),
    all.map(slotOf),
  ];
}
