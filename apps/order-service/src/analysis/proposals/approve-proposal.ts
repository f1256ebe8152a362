import type { Proposal } from '@shop/api-contracts';
import { conflict, forbidden, isAppError } from '@shop/kernel';
import type { AppError, ErrorKind } from '@shop/kernel';
import { hasRole } from '@shop/platform';
import type { Caller } from '@shop/platform';
import { Logger } from '@nestjs/common';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import type { KeptProposal } from '../stored/proposal.js';
import { ProposedActions } from './proposed-actions.js';
import { toAnswer } from './proposal.decisions.js';
import { ProposalStore } from './proposal.store.js';

/** Somebody of the staff decides for a proposal: it is done as if they had asked for it themselves, with their rights. */
export class ApproveProposal extends Command<Proposal> {
  constructor(
    readonly proposalId: string,
    readonly approver: Caller,
    readonly reason: string | null,
  ) {
    super();
  }
}

/** What whoever carries it out says for good: to ask again would come to the same. */
const REFUSALS: readonly ErrorKind[] = ['not-found', 'conflict', 'refused', 'invalid'];

/**
 * A call cannot be part of a transaction, so it is made of three: the decision is recorded; the call is made, under the proposal's id
 * as its key; its outcome is recorded. Whatever dies in between, approving again makes the same call once more.
 */
@CommandHandler(ApproveProposal)
export class ApproveProposalHandler implements ICommandHandler<ApproveProposal> {
  private readonly logger = new Logger(ApproveProposalHandler.name);

  constructor(
    private readonly proposals: ProposalStore,
    private readonly actions: ProposedActions,
  ) {}

  /**
   * @throws AppError `proposal.not-found`; `forbidden` for what the approver may not do, and it stays as it was; `conflict` when it is
   * decided already (`proposal.decided`, `proposal.being-carried-out`) or refused now (`proposal.no-longer-possible`); `unavailable` when it is not known
   * what became of it: approve it again
   */
  async execute({ proposalId: id, approver, reason }: ApproveProposal): Promise<Proposal> {
    const decider = { by: approver.id, reason, at: new Date() };
    const proposal = await this.proposals.approve(id, decider, (wanted) => requireRight(wanted, approver));
    const detail = await this.carryOut(proposal, approver);
    const outcome = { status: 'approved', detail, at: new Date() } as const;
    return toAnswer(await this.proposals.conclude(id, outcome, approver.id));
  }

  private async carryOut(proposal: KeptProposal, approver: Caller): Promise<string> {
    try {
      return await this.actions.carryOut(proposal, approver);
    } catch (error) {
      if (isRefusal(error)) return await this.fail(proposal, approver, error);
      // Unheard, it would be free again by itself, a little later.
      await this.proposals
        .release(proposal.id)
        .catch((err: unknown) => this.logger.warn({ msg: 'a proposal was not released', err, proposal: proposal.id }));
      throw error;
    }
  }

  private async fail({ id }: KeptProposal, approver: Caller, refusal: AppError): Promise<never> {
    const outcome = { status: 'failed', detail: refusal.message.slice(0, 500), at: new Date() } as const;
    await this.proposals.conclude(id, outcome, approver.id);
    throw conflict('proposal.no-longer-possible', `It can no longer be done: ${refusal.message}`);
  }
}

/** As the routes that the commands have of their own: for letters admin alone, for the rest all of the staff. */
function requireRight({ action }: KeptProposal, approver: Caller): void {
  const roles = action === 'redrive' ? (['admin'] as const) : (['support', 'admin'] as const);
  if (!hasRole(approver, ...roles)) throw forbidden('access.role-missing', `This is for ${roles.join(' and ')}.`);
}

function isRefusal(error: unknown): error is AppError {
  return isAppError(error) && REFUSALS.includes(error.kind);
}
