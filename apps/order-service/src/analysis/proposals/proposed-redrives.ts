import { operatorsApi, serviceOfDeadLetter } from '@shop/api-contracts';
import { isAppError, notFound } from '@shop/kernel';
import { DeadLetterDesk } from '@shop/messaging';
import type { Caller } from '@shop/platform';
import { Injectable } from '@nestjs/common';
import { CommandedNeighbours } from './commanded-neighbours.js';

const OWN = 'order-service';

/** A dead letter, where it is kept. */
interface KeptElsewhere {
  redrive(reason: string): Promise<unknown>;
  find(): Promise<{ readonly status: string; readonly decision: { readonly reason: string | null } | null }>;
}

/** Puts dead letters back, of this service and of others. */
@Injectable()
export class ProposedRedrives {
  constructor(
    private readonly desk: DeadLetterDesk,
    private readonly neighbours: CommandedNeighbours,
  ) {}

  /**
   * A redrive knows no keys. That it was this proposal which put the letter back says the letter itself, by the reason of its decision:
   * so that asked again it is no refusal.
   * @throws AppError `not-found`, `conflict` for a letter that is not open, `unavailable`
   */
  async redrive(letterId: string, approver: Caller, proposalId: string): Promise<void> {
    const letter = this.letter(letterId, approver, proposalId);
    const reason = `proposal ${proposalId}`;
    try {
      await letter.redrive(reason);
    } catch (error) {
      if (!isAppError(error) || error.kind !== 'conflict') throw error;
      const { status, decision } = await letter.find();
      if (status !== 'redriven' || decision?.reason !== reason) throw error;
    }
  }

  private letter(letterId: string, approver: Caller, key: string): KeptElsewhere {
    const service = serviceOfDeadLetter(letterId);
    const params = { id: letterId };
    switch (service) {
      case undefined:
        throw notFound('dead-letter', letterId);
      case OWN: {
        const id = letterId.slice(`${OWN}.`.length);
        return {
          redrive: (reason) => this.desk.redrive(id, { by: approver.id, reason }),
          find: () => this.desk.find(id),
        };
      }
      default:
        return {
          redrive: (reason) =>
            this.neighbours.post(service, approver, { route: operatorsApi.redrive, params, body: { reason }, key }),
          find: () => this.neighbours.get(service, approver, { route: operatorsApi.deadLetter, params }),
        };
    }
  }
}
