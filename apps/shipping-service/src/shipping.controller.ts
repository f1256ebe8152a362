import { shipmentsApi } from '@shop/api-contracts';
import type { AnswerOf, InputOf } from '@shop/api-contracts';
import { notFound } from '@shop/kernel';
import { CurrentCaller, Input, ServeRoute } from '@shop/platform';
import type { Caller } from '@shop/platform';
import { Controller } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { AdvanceShipment } from './commands/advance-shipment.js';
import { GetShipment } from './queries/get-shipment.js';
import { toAnswer } from './shipment.view.js';

@Controller()
export class ShippingController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @ServeRoute(shipmentsApi.ofOrder)
  ofOrder(
    @Input() { params }: InputOf<typeof shipmentsApi.ofOrder>,
    @CurrentCaller() caller: Caller,
  ): Promise<AnswerOf<typeof shipmentsApi.ofOrder>> {
    return this.queries.execute(new GetShipment(params.id, caller));
  }

  @ServeRoute(shipmentsApi.advance)
  async advance(
    @Input() { params }: InputOf<typeof shipmentsApi.advance>,
  ): Promise<AnswerOf<typeof shipmentsApi.advance>> {
    const answer = toAnswer(await this.commands.execute(new AdvanceShipment(params.id)));
    if (!answer) throw notFound('shipment', params.id);
    return answer;
  }
}
