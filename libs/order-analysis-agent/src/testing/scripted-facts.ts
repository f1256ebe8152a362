import { forbidden, notFound } from '@shop/kernel';
import type {
  CircuitFact,
  ComparisonFact,
  CustomerFact,
  DeadLetterFact,
  OrderFact,
  OrderSummaryFact,
  OverviewFact,
  PaymentFact,
  ShipmentFact,
  StepFact,
  StockFact,
  StreamFact,
  StuckFact,
} from '../facts/fact.js';
import type { OrderSearch, Rights, ShopFacts } from '../facts/shop-facts.js';
import { matches, summaryOf } from './scripted-shop.js';
import type { Read, ScriptedShop } from './scripted-shop.js';

export type { ScriptedShop } from './scripted-shop.js';

/**
 * The one fake of {@link ShopFacts}: a shop in memory, for specs. It keeps the port's promises about rights and limits, and
 * `calls` says what was read: `order:ID`, `search:{…}`.
 */
export class ScriptedFacts implements ShopFacts {
  readonly calls: string[] = [];

  /** @param ownerId with rights `owner`: the customer who asks, and sees their own orders alone */
  constructor(
    readonly rights: Rights,
    private readonly shop: ScriptedShop,
    private readonly ownerId?: string,
  ) {}

  order(orderId: string, signal: AbortSignal): Promise<OrderFact> {
    return this.answer('order', orderId, signal, () => this.visible(orderId));
  }

  timeline(orderId: string, signal: AbortSignal): Promise<readonly StepFact[]> {
    return this.ofOrder('timeline', orderId, signal, this.shop.timelines?.[orderId] ?? []);
  }

  stream(orderId: string, signal: AbortSignal): Promise<readonly StreamFact[]> {
    return this.ofOrder('stream', orderId, signal, this.shop.streams?.[orderId] ?? []);
  }

  payment(orderId: string, signal: AbortSignal): Promise<PaymentFact | null> {
    return this.ofOrder('payment', orderId, signal, this.shop.payments?.[orderId] ?? null);
  }

  shipment(orderId: string, signal: AbortSignal): Promise<ShipmentFact | null> {
    return this.ofOrder('shipment', orderId, signal, this.shop.shipments?.[orderId] ?? null);
  }

  stock(skus: readonly string[], signal: AbortSignal): Promise<readonly StockFact[]> {
    return this.answer('stock', skus.join(','), signal, () =>
      (this.shop.stock ?? []).filter(({ sku }) => skus.includes(sku)),
    );
  }

  customer(customerId: string, signal: AbortSignal, asOf?: string): Promise<CustomerFact> {
    return this.answer('customer', asOf ? `${customerId}@${asOf}` : customerId, signal, () => {
      const fact = this.shop.customers?.[customerId];
      if (!fact || (this.rights === 'owner' && customerId !== this.ownerId)) throw notFound('customer', customerId);
      return fact;
    });
  }

  comparison(orderId: string, signal: AbortSignal): Promise<ComparisonFact> {
    return this.answer('comparison', orderId, signal, () => {
      this.staffOnly();
      const fact = this.shop.comparisons?.[orderId];
      if (!fact) throw notFound('order', orderId);
      return fact;
    });
  }

  similarOrders(orderId: string, limit: number, signal: AbortSignal): Promise<readonly OrderSummaryFact[]> {
    return this.ofOrder('similarOrders', orderId, signal, this.shop.similar?.[orderId]?.slice(0, limit) ?? []);
  }

  stuckSagas(limit: number, signal: AbortSignal): Promise<readonly StuckFact[]> {
    return this.answer('stuckSagas', String(limit), signal, () => {
      this.staffOnly();
      return (this.shop.stuck ?? []).slice(0, limit);
    });
  }

  deadLetters(orderId: string, limit: number, signal: AbortSignal): Promise<readonly DeadLetterFact[]> {
    return this.answer('deadLetters', orderId, signal, () => {
      if (this.rights !== 'admin') throw forbidden('auth.forbidden', 'This is for an administrator.');
      return (this.shop.deadLetters?.[orderId] ?? []).slice(0, limit);
    });
  }

  circuits(signal: AbortSignal): Promise<readonly CircuitFact[]> {
    return this.answer('circuits', '', signal, () => {
      this.staffOnly();
      return this.shop.circuits ?? [];
    });
  }

  search(filter: OrderSearch, signal: AbortSignal): Promise<readonly OrderSummaryFact[]> {
    return this.answer('search', JSON.stringify(filter), signal, () =>
      (this.shop.orders ?? [])
        .filter((order) => this.mayBeSeen(order) && matches(order, filter))
        .slice(0, filter.limit)
        .map(summaryOf),
    );
  }

  overview(hours: number, customerId: string | undefined, signal: AbortSignal): Promise<OverviewFact> {
    return this.answer('overview', customerId ? `${hours}h ${customerId}` : `${hours}h`, signal, () => {
      this.staffOnly();
      return this.shop.overview ?? { evidence: 'overview:FROM/TO', from: '', to: '', byStatus: {}, byReason: {} };
    });
  }

  private ofOrder<T>(read: Read, orderId: string, signal: AbortSignal, value: T): Promise<T> {
    return this.answer(read, orderId, signal, () => {
      this.visible(orderId);
      return value;
    });
  }

  private visible(orderId: string): OrderFact {
    const order = this.shop.orders?.find((candidate) => candidate.orderId === orderId);
    if (!order || !this.mayBeSeen(order)) throw notFound('order', orderId);
    return order;
  }

  private mayBeSeen({ customerId }: OrderFact): boolean {
    return this.rights !== 'owner' || customerId === this.ownerId;
  }

  private staffOnly(): void {
    if (this.rights === 'owner') throw forbidden('auth.forbidden', 'This is for staff.');
  }

  private async answer<T>(read: Read, of: string, signal: AbortSignal, value: () => T): Promise<T> {
    signal.throwIfAborted();
    this.calls.push(of === '' ? read : `${read}:${of}`);
    const failure = this.shop.failures?.[read];
    if (failure) throw failure;
    return value();
  }
}
