import { analysisApi } from '@shop/api-contracts';
import type { AnswerOf, InputOf } from '@shop/api-contracts';
import { CurrentCaller, Input, ServeRoute } from '@shop/platform';
import type { Caller } from '@shop/platform';
import { Controller } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ListAnalyses } from './list-analyses.js';

@Controller()
export class AnalysesController {
  constructor(private readonly queries: QueryBus) {}

  @ServeRoute(analysisApi.stored)
  list(
    @Input() { params, query }: InputOf<typeof analysisApi.stored>,
    @CurrentCaller() caller: Caller,
  ): Promise<AnswerOf<typeof analysisApi.stored>> {
    return this.queries.execute(new ListAnalyses(params.id, query, caller));
  }
}
