import { decodeCursor, encodeCursor } from '@shop/api-contracts';
import type { AnswerOf, Proposal, analysisApi } from '@shop/api-contracts';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import { Pool } from 'pg';
import { z } from 'zod';
import { PROPOSAL_COLUMNS, toProposal } from '../stored/proposal.rows.js';
import type { ProposalRow } from '../stored/proposal.rows.js';
import { toAnswer } from './proposal.decisions.js';

export type ProposalPage = AnswerOf<typeof analysisApi.proposals>;

export interface ProposalFilter {
  readonly status?: Proposal['status'] | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** What is proposed, and what has become of it, newest first. */
export class ListProposals extends Query<ProposalPage> {
  constructor(readonly filter: ProposalFilter) {
    super();
  }
}

// Ids are UUIDv7: in the order of their making, so the id alone is the position.
const position = z.object({ before: z.uuid() });

const LIST = `
  SELECT ${PROPOSAL_COLUMNS} FROM proposals
  WHERE ($1::text IS NULL OR status = $1) AND ($2::uuid IS NULL OR id < $2)
  ORDER BY id DESC LIMIT $3`;

@QueryHandler(ListProposals)
export class ListProposalsHandler implements IQueryHandler<ListProposals> {
  constructor(private readonly pool: Pool) {}

  /** @throws AppError `cursor.invalid` */
  async execute({ filter: { status, limit, cursor } }: ListProposals): Promise<ProposalPage> {
    const before = cursor === undefined ? null : decodeCursor(cursor, position).before;
    const values = [status ?? null, before, limit + 1];
    const { rows } = await this.pool.query<ProposalRow>({ name: 'list-proposals', text: LIST, values });
    const items = rows.slice(0, limit).map((row) => toAnswer(toProposal(row)));
    const last = items.at(-1);
    return { items, nextCursor: rows.length > limit && last ? encodeCursor({ before: last.id }) : null };
  }
}
