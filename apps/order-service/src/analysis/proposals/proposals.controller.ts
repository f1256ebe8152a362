import { analysisApi } from '@shop/api-contracts';
import type { AnswerOf, InputOf } from '@shop/api-contracts';
import { CurrentCaller, Input, ServeRoute } from '@shop/platform';
import type { Caller } from '@shop/platform';
import { Controller } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApproveProposal } from './approve-proposal.js';
import { ListProposals } from './list-proposals.js';
import { RejectProposal } from './reject-proposal.js';

@Controller()
export class ProposalsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @ServeRoute(analysisApi.proposals)
  list(@Input() { query }: InputOf<typeof analysisApi.proposals>): Promise<AnswerOf<typeof analysisApi.proposals>> {
    return this.queries.execute(new ListProposals(query));
  }

  @ServeRoute(analysisApi.approve)
  approve(
    @Input() { params, body }: InputOf<typeof analysisApi.approve>,
    @CurrentCaller() caller: Caller,
  ): Promise<AnswerOf<typeof analysisApi.approve>> {
    return this.commands.execute(new ApproveProposal(params.id, caller, body.reason ?? null));
  }

  @ServeRoute(analysisApi.reject)
  reject(
    @Input() { params, body }: InputOf<typeof analysisApi.reject>,
    @CurrentCaller() caller: Caller,
  ): Promise<AnswerOf<typeof analysisApi.reject>> {
    return this.commands.execute(new RejectProposal(params.id, caller.id, body.reason ?? null));
  }
}
