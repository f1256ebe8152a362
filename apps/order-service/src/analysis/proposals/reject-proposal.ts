import type { Proposal } from '@shop/api-contracts';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { toAnswer } from './proposal.decisions.js';
import { ProposalStore } from './proposal.store.js';

/** Somebody of the staff decides against a proposal. */
export class RejectProposal extends Command<Proposal> {
  constructor(
    readonly proposalId: string,
    readonly by: string,
    readonly reason: string | null,
  ) {
    super();
  }
}

@CommandHandler(RejectProposal)
export class RejectProposalHandler implements ICommandHandler<RejectProposal> {
  constructor(private readonly proposals: ProposalStore) {}

  /** @throws AppError `proposal.not-found`, `proposal.decided` */
  async execute({ proposalId, by, reason }: RejectProposal): Promise<Proposal> {
    return toAnswer(await this.proposals.reject(proposalId, { by, reason, at: new Date() }));
  }
}
