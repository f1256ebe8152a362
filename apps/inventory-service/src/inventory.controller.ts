import { catalogueApi, productRevisionHeader, publicPath } from '@shop/api-contracts';
import type { AnswerOf, InputOf } from '@shop/api-contracts';
import { Input, ServeRoute } from '@shop/platform';
import { Controller, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { AdjustStock } from './commands/adjust-stock.js';
import { ChangeProduct } from './commands/change-product.js';
import { ListProduct } from './commands/list-product.js';
import { productAnswer } from './product.answer.js';
import { GetProduct } from './queries/get-product.js';
import { GetStock } from './queries/get-stock.js';
import { ListProducts } from './queries/list-products.js';
import { toStockAnswer } from './stock.rows.js';

/** What is set on an answer, whatever the HTTP server. */
interface AnswerHeaders {
  header(name: string, value: string): unknown;
}

@Controller()
export class InventoryController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @ServeRoute(catalogueApi.list)
  list(@Input() { query }: InputOf<typeof catalogueApi.list>): Promise<AnswerOf<typeof catalogueApi.list>> {
    return this.queries.execute(new ListProducts(query));
  }

  @ServeRoute(catalogueApi.get)
  get(@Input() { params }: InputOf<typeof catalogueApi.get>): Promise<AnswerOf<typeof catalogueApi.get>> {
    return this.queries.execute(new GetProduct(params.sku));
  }

  @ServeRoute(catalogueApi.add)
  async add(
    @Input() { body }: InputOf<typeof catalogueApi.add>,
    @Res({ passthrough: true }) answer: AnswerHeaders,
  ): Promise<AnswerOf<typeof catalogueApi.add>> {
    const listed = await this.commands.execute(new ListProduct(body));
    answer.header('location', publicPath(catalogueApi.get, { sku: body.sku }));
    answer.header(productRevisionHeader, String(listed.product.revision));
    return productAnswer(listed);
  }

  @ServeRoute(catalogueApi.change)
  async change(
    @Input() { params, body }: InputOf<typeof catalogueApi.change>,
    @Res({ passthrough: true }) answer: AnswerHeaders,
  ): Promise<AnswerOf<typeof catalogueApi.change>> {
    const changed = await this.commands.execute(new ChangeProduct(params.sku, body));
    answer.header(productRevisionHeader, String(changed.product.revision));
    return productAnswer(changed);
  }

  @ServeRoute(catalogueApi.adjustStock)
  async adjustStock(
    @Input() { params, body }: InputOf<typeof catalogueApi.adjustStock>,
  ): Promise<AnswerOf<typeof catalogueApi.adjustStock>> {
    return toStockAnswer(await this.commands.execute(new AdjustStock(params.sku, body.delta, body.reason)));
  }

  @ServeRoute(catalogueApi.stock)
  stock(@Input() { params }: InputOf<typeof catalogueApi.stock>): Promise<AnswerOf<typeof catalogueApi.stock>> {
    return this.queries.execute(new GetStock(params.sku));
  }
}
