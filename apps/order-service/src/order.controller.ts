import { internalApi, operatorsApi, ordersApi } from '@shop/api-contracts';
import type { AnswerOf, InputOf } from '@shop/api-contracts';
import { CurrentCaller, IdempotencyKey, Input, ServeRoute } from '@shop/platform';
import type { Caller } from '@shop/platform';
import { Controller, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { CancelOrder } from './commands/cancel-order.js';
import { PlaceOrder } from './commands/place-order.js';
import { AwaitPrice } from './queries/await-price.js';
import { GetOrder } from './queries/get-order.js';
import { GetTimeline } from './queries/get-timeline.js';
import { ListOrders } from './queries/list-orders.js';
import { ListSagas } from './queries/list-sagas.js';

/** What is set on an answer, whatever the HTTP server. */
interface AnswerHeaders {
  header(name: string, value: string): unknown;
}

@Controller()
export class OrderController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @ServeRoute(ordersApi.place)
  async place(
    @Input() { body }: InputOf<typeof ordersApi.place>,
    @CurrentCaller() caller: Caller,
    @IdempotencyKey() key: string | undefined,
    @Res({ passthrough: true }) answer: AnswerHeaders,
  ): Promise<AnswerOf<typeof ordersApi.place>> {
    const command = new PlaceOrder(caller.id, body, key);
    const { receipt, replayed } = await this.commands.execute(command);
    answer.header('location', receipt.links.self);
    if (replayed) answer.header('idempotent-replayed', 'true');
    return receipt;
  }

  @ServeRoute(ordersApi.get)
  get(
    @Input() { params }: InputOf<typeof ordersApi.get>,
    @CurrentCaller() caller: Caller,
  ): Promise<AnswerOf<typeof ordersApi.get>> {
    return this.queries.execute(new GetOrder(params.id, caller));
  }

  @ServeRoute(ordersApi.list)
  list(
    @Input() { query }: InputOf<typeof ordersApi.list>,
    @CurrentCaller() caller: Caller,
  ): Promise<AnswerOf<typeof ordersApi.list>> {
    return this.queries.execute(new ListOrders(query, caller));
  }

  @ServeRoute(operatorsApi.sagas)
  sagas(@Input() { query }: InputOf<typeof operatorsApi.sagas>): Promise<AnswerOf<typeof operatorsApi.sagas>> {
    return this.queries.execute(new ListSagas(query));
  }

  @ServeRoute(ordersApi.timeline)
  timeline(
    @Input() { params }: InputOf<typeof ordersApi.timeline>,
    @CurrentCaller() caller: Caller,
  ): Promise<AnswerOf<typeof ordersApi.timeline>> {
    return this.queries.execute(new GetTimeline(params.id, caller));
  }

  @ServeRoute(ordersApi.cancel)
  async cancel(
    @Input() { params, body }: InputOf<typeof ordersApi.cancel>,
    @CurrentCaller() caller: Caller,
  ): Promise<AnswerOf<typeof ordersApi.cancel>> {
    // Who may see an order may cancel it; to everybody else it does not exist.
    await this.queries.execute(new GetOrder(params.id, caller));
    const status = await this.commands.execute(new CancelOrder(params.id, body.reason ?? null));
    return { id: params.id, status };
  }

  @ServeRoute(internalApi.knownPrice)
  async knownPrice(
    @Input() { params, query }: InputOf<typeof internalApi.knownPrice>,
  ): Promise<AnswerOf<typeof internalApi.knownPrice>> {
    return { sku: params.sku, revision: await this.queries.execute(new AwaitPrice(params.sku, query.revision)) };
  }
}
