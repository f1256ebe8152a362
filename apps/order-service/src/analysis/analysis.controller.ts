import { analysisApi } from '@shop/api-contracts';
import type { Analysis, AnalysisEvent, InputOf } from '@shop/api-contracts';
import { OrderAnalysisAgent } from '@shop/order-analysis-agent';
import type { Subject } from '@shop/order-analysis-agent';
import { CurrentCaller, Input, ServeRoute, Stopping } from '@shop/platform';
import type { Caller } from '@shop/platform';
import { Controller, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { isStaff } from '../queries/visibility.js';
import { AnalysisPlaces } from './analysis-places.js';
import { answerAnalysis } from './answer-analysis.js';
import type { AnalysisReply, AnalysisRequest } from './answer-analysis.js';
import { ShopFactsFor } from './facts/shop-facts-for.js';
import { RecordAnalysis, RecordSuggestions } from './stored/record-analysis.js';

interface Asked {
  readonly subject: Subject;
  readonly caller: Caller;
  readonly depth: Analysis['depth'];
  readonly signal: AbortSignal;
  readonly onProgress?: ((event: AnalysisEvent) => Promise<void>) | undefined;
}

/** Analyses that somebody asks for, with their own rights. */
@Controller()
export class AnalysisController {
  constructor(
    private readonly agent: OrderAnalysisAgent,
    private readonly facts: ShopFactsFor,
    private readonly commands: CommandBus,
    private readonly places: AnalysisPlaces,
    private readonly stopping: Stopping,
  ) {}

  @ServeRoute(analysisApi.ofOrder)
  async ofOrder(
    @Input() { params, query }: InputOf<typeof analysisApi.ofOrder>,
    @CurrentCaller() caller: Caller,
    @Req() request: AnalysisRequest,
    @Res() reply: AnalysisReply,
  ): Promise<void> {
    const orderId = params.id;
    await answerAnalysis({ request, reply, stopping: this.stopping }, async (signal, onProgress) => {
      // To whom the order does not exist nothing is begun.
      await this.facts.caller(caller).order(orderId, signal);
      const subject = { kind: 'order', orderId } as const;
      const result = await this.analyse({ subject, caller, depth: query.depth, signal, onProgress });
      const audience = isStaff(caller) ? 'staff' : 'owner';
      const origin = { orderId, requestedBy: caller.id, audience, triggerId: null } as const;
      return this.commands.execute(new RecordAnalysis(result, origin));
    });
  }

  @ServeRoute(analysisApi.ask)
  async ask(
    @Input() { body, query }: InputOf<typeof analysisApi.ask>,
    @CurrentCaller() caller: Caller,
    @Req() request: AnalysisRequest,
    @Res() reply: AnalysisReply,
  ): Promise<void> {
    await answerAnalysis({ request, reply, stopping: this.stopping }, async (signal, onProgress) => {
      const subject = { kind: 'question', ...body } as const;
      const result = await this.analyse({ subject, caller, depth: query.depth, signal, onProgress });
      return this.commands.execute(new RecordSuggestions(result));
    });
  }

  private analyse({ caller, ...asked }: Asked) {
    const facts = this.facts.caller(caller);
    return this.places.within(() => this.agent.analyse({ ...asked, facts, payer: caller.id, trigger: 'request' }));
  }
}
