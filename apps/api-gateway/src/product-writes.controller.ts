import { Controller, Req, Res } from '@nestjs/common';
import { catalogueApi } from '@shop/api-contracts';
import { ServeRoute } from '@shop/platform';
import { Forwarder } from './forwarder.js';
import { atGateway } from './forwarding.controller.js';
import type { PublicReply, PublicRequest } from './http-exchange.js';
import { sendAnswer } from './send-answer.js';
import { ProductVisibility } from './product-visibility.js';

const { add, change } = catalogueApi;

/** The two writes that are answered only when the product can be ordered as it now is. */
@Controller()
export class ProductWritesController {
  constructor(
    private readonly forwarder: Forwarder,
    private readonly visibility: ProductVisibility,
  ) {}

  @ServeRoute(atGateway(add))
  async add(@Req() request: PublicRequest, @Res() reply: PublicReply): Promise<void> {
    const answer = await this.forwarder.ask(add, request);
    await this.visibility.settle(answer);
    sendAnswer(answer, request, reply);
  }

  @ServeRoute(atGateway(change))
  async change(@Req() request: PublicRequest, @Res() reply: PublicReply): Promise<void> {
    const answer = await this.forwarder.ask(change, request);
    await this.visibility.settle(answer);
    sendAnswer(answer, request, reply);
  }
}
