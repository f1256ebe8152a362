import type { Proposal } from '@shop/api-contracts';
import { conflict } from '@shop/kernel';
import type { KeptProposal } from '../stored/proposal.js';

/** Who decides, when, and why. */
export interface Decider {
  readonly by: string;
  readonly reason: string | null;
  readonly at: Date;
}

/** Milliseconds that whoever approves has for carrying it out: longer than all of its calls together take at most. */
export const CARRY_MS = 15_000;

/**
 * Approved, and taken to be carried out. Of two people at once one decides; the other is refused, and so is whoever comes later, but for
 * one case: nobody knows what became of it (its process died, or the other service did not answer). Then it is carried out once more.
 * @throws AppError `conflict`: `proposal.decided`, `proposal.being-carried-out`
 */
export function approved(proposal: KeptProposal, decider: Decider): KeptProposal {
  const carriedUntil = new Date(decider.at.getTime() + CARRY_MS).toISOString();
  if (proposal.status === 'pending') {
    return { ...proposal, status: 'approved', decision: decisionOf(decider), carriedUntil };
  }
  if (!isOpen(proposal)) throw decidedAlready(proposal);
  if (proposal.carriedUntil !== null && Date.parse(proposal.carriedUntil) > decider.at.getTime()) {
    throw conflict('proposal.being-carried-out', 'It has been approved, and is being carried out at this moment.');
  }
  return { ...proposal, carriedUntil };
}

/** @throws AppError `conflict` `proposal.decided`, also for one that is approved and not yet carried out */
export function rejected(proposal: KeptProposal, decider: Decider): KeptProposal {
  if (proposal.status !== 'pending') throw decidedAlready(proposal);
  return { ...proposal, status: 'rejected', decision: decisionOf(decider) };
}

/** What became of an approved one. What is known already stays: under one key it can only be the same. */
export function concluded(
  proposal: KeptProposal,
  { status, detail, at }: { readonly status: 'approved' | 'failed'; readonly detail: string; readonly at: Date },
): KeptProposal {
  if (!isOpen(proposal)) return proposal;
  return { ...proposal, status, outcome: { at: at.toISOString(), detail }, carriedUntil: null };
}

/** Nobody carries it out any more, and nobody knows what became of it: anybody may try again at once. */
export function released(proposal: KeptProposal): KeptProposal {
  return isOpen(proposal) ? { ...proposal, carriedUntil: null } : proposal;
}

/** As others see it. */
export function toAnswer({ carriedUntil: _, ...proposal }: KeptProposal): Proposal {
  return proposal;
}

function isOpen({ status, outcome }: KeptProposal): boolean {
  return status === 'approved' && outcome === null;
}

function decisionOf({ by, reason, at }: Decider): KeptProposal['decision'] {
  return { at: at.toISOString(), by, reason };
}

function decidedAlready({ status }: KeptProposal) {
  return conflict('proposal.decided', `The proposal is ${status} already.`);
}
