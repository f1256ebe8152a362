import { orderProposalDecided } from '@shop/domain-events';
import { GroupCommit, read } from '@shop/group-commit';
import type { Unit } from '@shop/group-commit';
import { currentContext, newId, notFound } from '@shop/kernel';
import { operatorAudit, outbox, publish } from '@shop/messaging';
import { timeline } from '@shop/saga';
import { Injectable } from '@nestjs/common';
import { proposals } from '../stored/proposal.rows.js';
import type { KeptProposal } from '../stored/proposal.js';
import { approved, concluded, rejected, released } from './proposal.decisions.js';
import type { Decider } from './proposal.decisions.js';

/** Decides on a proposal as it is; gives it as it is afterwards. */
type ProposalDecision = (proposal: KeptProposal) => KeptProposal;

/** The one transaction of a decision: the proposal, what others hear of it, the order's timeline and the audit log. */
@Injectable()
export class ProposalStore {
  constructor(private readonly group: GroupCommit) {}

  /** @throws AppError `proposal.not-found`; `conflict` as `approved` says; what `mayDo` throws, with nothing changed */
  approve(id: string, decider: Decider, mayDo: (proposal: KeptProposal) => void): Promise<KeptProposal> {
    return this.change(id, (unit, before) => {
      mayDo(before);
      const after = approved(before, decider);
      if (before.status === 'pending') this.tell(unit, after);
      this.audit(unit, after, before.status === 'pending' ? 'proposal-approved' : 'proposal-resumed', decider);
      return after;
    });
  }

  /** @throws AppError `proposal.not-found`, `proposal.decided` */
  reject(id: string, decider: Decider): Promise<KeptProposal> {
    return this.change(id, (unit, before) => {
      const after = rejected(before, decider);
      this.tell(unit, after);
      this.audit(unit, after, 'proposal-rejected', decider);
      return after;
    });
  }

  conclude(id: string, outcome: Parameters<typeof concluded>[1], by: string): Promise<KeptProposal> {
    return this.change(id, (unit, before) => {
      const after = concluded(before, outcome);
      const action = after.status === 'failed' ? 'proposal-failed' : 'proposal-carried-out';
      if (after !== before) this.audit(unit, after, action, { by, reason: outcome.detail, at: outcome.at });
      return after;
    });
  }

  async release(id: string): Promise<void> {
    await this.change(id, (_, before) => released(before));
  }

  private change(id: string, decide: (unit: Unit, before: KeptProposal) => ReturnType<ProposalDecision>) {
    return this.group.submit({
      reads: [read(proposals, id)],
      decide: (unit) => {
        const before = unit.get(proposals, id);
        if (!before) throw notFound('proposal', id);
        const after = decide(unit, before);
        if (after !== before) unit.put(proposals, id, after);
        return after;
      },
    });
  }

  private tell(unit: Unit, { id: proposalId, orderId, action, status, decision }: KeptProposal): void {
    const verdict = status === 'rejected' ? 'rejected' : 'approved';
    const data = { orderId, proposalId, action, decision: verdict, decidedBy: decision?.by ?? 'unknown' } as const;
    const message = publish(orderProposalDecided, data);
    unit.append(outbox, message);
    unit.append(timeline, message.event);
  }

  private audit(unit: Unit, proposal: KeptProposal, action: string, { by: actor, at, reason }: Decider): void {
    const { id: subject, orderId, action: what, amount, deadLetterId } = proposal;
    const requestId = currentContext()?.requestId ?? null;
    const detail = { orderId, what, amount, deadLetterId, reason, requestId };
    unit.append(operatorAudit, { id: newId(), at, actor, action, subject, detail });
  }
}
