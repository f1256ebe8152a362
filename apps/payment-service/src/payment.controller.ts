import { paymentsApi } from '@shop/api-contracts';
import type { AnswerOf, InputOf } from '@shop/api-contracts';
import { CurrentCaller, IdempotencyKey, Input, ServeRoute } from '@shop/platform';
import type { Caller } from '@shop/platform';
import { Controller } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { RefundPayment } from './commands/refund-payment.js';
import { GetPayment } from './queries/get-payment.js';

@Controller()
export class PaymentController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @ServeRoute(paymentsApi.ofOrder)
  ofOrder(
    @Input() { params }: InputOf<typeof paymentsApi.ofOrder>,
    @CurrentCaller() caller: Caller,
  ): Promise<AnswerOf<typeof paymentsApi.ofOrder>> {
    return this.queries.execute(new GetPayment(params.id, caller));
  }

  @ServeRoute(paymentsApi.refund)
  refund(
    @Input() { params, body }: InputOf<typeof paymentsApi.refund>,
    @CurrentCaller() caller: Caller,
    @IdempotencyKey() key: string | undefined,
  ): Promise<AnswerOf<typeof paymentsApi.refund>> {
    return this.commands.execute(new RefundPayment(params.id, caller.id, body, key));
  }
}
