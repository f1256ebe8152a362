import type { OrderSearch, ShopFacts } from '@shop/order-analysis-agent';
import type { Caller } from '@shop/platform';
import { Injectable } from '@nestjs/common';
import { notFound } from '@shop/kernel';
import { comparisonOf } from './comparison.facts.js';
import { customerOf } from './customer.facts.js';
import { circuitsOf, deadLettersOf } from './failure.facts.js';
import { FactPool } from './fact-pool.js';
import { streamOf, timelineOf } from './history.facts.js';
import { Neighbours } from './neighbours.js';
import { overviewOf, stuckSagas } from './operation.facts.js';
import { orderFact, visibleOrder } from './order-rows.js';
import { ordersLike, searchOrders } from './order-search.facts.js';
import { paymentOf, shipmentOf, stockOf } from './participant.facts.js';
import { automatically, requireAdmin, requireStaff, viewpointOf } from './viewpoint.js';
import type { Viewpoint } from './viewpoint.js';

/** The shop as somebody may see it: never more than the public API would show them. */
@Injectable()
export class ShopFactsFor {
  constructor(
    private readonly pool: FactPool,
    private readonly neighbours: Neighbours,
  ) {}

  caller(caller: Caller): ShopFacts {
    return new ShopFactsFrom(viewpointOf(caller), this.pool, this.neighbours);
  }

  /** For analyses that nobody has asked for: what this service knows by itself, and what anybody may know of the others. */
  automatic(): ShopFacts {
    return new ShopFactsFrom(automatically, this.pool, this.neighbours);
  }
}

class ShopFactsFrom implements ShopFacts {
  readonly rights: ShopFacts['rights'];

  constructor(
    private readonly viewpoint: Viewpoint,
    private readonly pool: FactPool,
    private readonly neighbours: Neighbours,
  ) {
    this.rights = viewpoint.rights;
  }

  async order(orderId: string, signal: AbortSignal) {
    return orderFact(await this.visible(orderId, signal));
  }

  async timeline(orderId: string, signal: AbortSignal) {
    await this.visible(orderId, signal);
    return timelineOf(this.pool, this.viewpoint, orderId, signal);
  }

  async stream(orderId: string, signal: AbortSignal) {
    await this.visible(orderId, signal);
    return streamOf(this.pool, orderId, signal);
  }

  async payment(orderId: string, signal: AbortSignal) {
    await this.visible(orderId, signal);
    return paymentOf(this.neighbours, this.viewpoint, orderId, signal);
  }

  async shipment(orderId: string, signal: AbortSignal) {
    await this.visible(orderId, signal);
    return shipmentOf(this.neighbours, this.viewpoint, orderId, signal);
  }

  stock(skus: readonly string[], signal: AbortSignal) {
    return stockOf(this.neighbours, this.viewpoint, skus, signal);
  }

  async customer(customerId: string, signal: AbortSignal, asOf?: string) {
    if (this.rights === 'owner' && customerId !== this.viewpoint.viewer.id) throw notFound('customer', customerId);
    return customerOf(this.pool, customerId, asOf === undefined ? new Date() : new Date(asOf), signal);
  }

  async comparison(orderId: string, signal: AbortSignal) {
    requireStaff(this.viewpoint);
    return comparisonOf(this.pool, await this.visible(orderId, signal), signal);
  }

  async similarOrders(orderId: string, limit: number, signal: AbortSignal) {
    return ordersLike(this.pool, this.viewpoint, await this.visible(orderId, signal), limit, signal);
  }

  async stuckSagas(limit: number, signal: AbortSignal) {
    requireStaff(this.viewpoint);
    return stuckSagas(this.pool, limit, signal);
  }

  async deadLetters(orderId: string, limit: number, signal: AbortSignal) {
    requireAdmin(this.viewpoint);
    const { pool, neighbours } = this;
    return deadLettersOf({ pool, neighbours }, this.viewpoint, { orderId, limit }, signal);
  }

  async circuits(signal: AbortSignal) {
    requireStaff(this.viewpoint);
    return circuitsOf(this.neighbours, this.viewpoint, signal);
  }

  search(filter: OrderSearch, signal: AbortSignal) {
    return searchOrders(this.pool, this.viewpoint, filter, signal);
  }

  async overview(hours: number, customerId: string | undefined, signal: AbortSignal) {
    requireStaff(this.viewpoint);
    return overviewOf(this.pool, { hours, customerId }, signal);
  }

  private visible(orderId: string, signal: AbortSignal) {
    return visibleOrder(this.pool, this.viewpoint, orderId, signal);
  }
}
