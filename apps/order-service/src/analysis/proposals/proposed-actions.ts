import { notificationsApi, paymentsApi } from '@shop/api-contracts';
import { amountText, unreachable } from '@shop/kernel';
import type { Caller } from '@shop/platform';
import { Injectable } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { CancelOrder } from '../../commands/cancel-order.js';
import { GetOrder } from '../../queries/get-order.js';
import type { KeptProposal } from '../stored/proposal.js';
import { CommandedNeighbours } from './commanded-neighbours.js';
import { ProposedRedrives } from './proposed-redrives.js';

/** The customer sees it. Why exactly is between the staff. */
const CANCELLED_BY_STAFF = 'cancelled by the shop';

/**
 * Each action by the path on which a person would have asked for it, with the rights of who approves. All of them may be asked again
 * under the proposal's id and come to the same: that is what makes a crash harmless.
 */
@Injectable()
export class ProposedActions {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly letters: ProposedRedrives,
    private readonly neighbours: CommandedNeighbours,
  ) {}

  /**
   * @returns what came of it, in a sentence
   * @throws AppError of the owner: `not-found`, `conflict`, `refused` for good; `unavailable` when it is not known what came of it
   */
  carryOut(proposal: KeptProposal, approver: Caller): Promise<string> {
    switch (proposal.action) {
      case 'cancel':
        return this.cancel(proposal, approver);
      case 'refund':
        return this.refund(proposal, approver);
      case 'resend':
        return this.resend(proposal, approver);
      case 'redrive':
        return this.redrive(proposal, approver);
      default:
        return unreachable(proposal.action);
    }
  }

  private async cancel({ orderId }: KeptProposal, approver: Caller): Promise<string> {
    await this.queries.execute(new GetOrder(orderId, approver));
    await this.commands.execute(new CancelOrder(orderId, CANCELLED_BY_STAFF));
    return 'The order is being cancelled.';
  }

  private async refund({ id, orderId, amount, reason }: KeptProposal, approver: Caller): Promise<string> {
    const payment = await this.neighbours.get('payment-service', approver, {
      route: paymentsApi.ofOrder,
      params: { id: orderId },
    });
    const { amount: given } = await this.neighbours.post('payment-service', approver, {
      route: paymentsApi.refund,
      params: { id: payment.id },
      // Of the proposal alone: a colleague who asks again asks for the same.
      body: { ...(amount && { amountMinor: amount.amountMinor }), reason: reason.slice(0, 500) },
      key: id,
    });
    return `${amountText(given)} are being given back.`;
  }

  private async resend({ id, orderId }: KeptProposal, approver: Caller): Promise<string> {
    const { items } = await this.neighbours.post('notification-service', approver, {
      route: notificationsApi.resend,
      params: { id: orderId },
      body: {},
      key: id,
    });
    return `${items[0]?.template ?? 'The message'} is being sent again by ${items.map(({ channel }) => channel).join(', ')}.`;
  }

  private async redrive({ id, deadLetterId }: KeptProposal, approver: Caller): Promise<string> {
    await this.letters.redrive(deadLetterId ?? '', approver, id);
    return 'The message has been put back for its handler.';
  }
}
