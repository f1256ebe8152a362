import { add, invalid, money, times } from '@shop/kernel';
import type { Money } from '@shop/kernel';
import type { OrderLine } from './order.js';

/** What the order service has learnt of a product. */
export interface Price {
  readonly sku: string;
  readonly unitPrice: Money;
  readonly discontinued: boolean;
  readonly revision: number;
}

export interface WantedLine {
  readonly sku: string;
  readonly quantity: number;
}

export interface PricedOrder {
  readonly items: readonly OrderLine[];
  readonly total: Money;
}

/**
 * Prices an order by the catalogue, never by what the client says. The same sku twice is one line.
 * @throws AppError `order.unknown-products`, naming every line that cannot be ordered
 */
export function priceOrder(wanted: readonly WantedLine[], priceOf: (sku: string) => Price | undefined): PricedOrder {
  const quantities = new Map<string, number>();
  for (const { sku, quantity } of wanted) quantities.set(sku, (quantities.get(sku) ?? 0) + quantity);
  const faults = wanted.flatMap(({ sku }, index) => {
    const price = priceOf(sku);
    if (price && !price.discontinued) return [];
    return [{ path: `items.${index}.sku`, message: price ? `${sku} is discontinued` : `there is no product ${sku}` }];
  });
  if (faults.length > 0) throw invalid('order.unknown-products', 'Some products cannot be ordered.', faults);
  const items = [...quantities].flatMap(([sku, quantity]) => {
    const price = priceOf(sku);
    return price ? [{ sku, quantity, unitPrice: price.unitPrice }] : [];
  });
  return { items, total: totalOf(items) };
}

function totalOf(items: readonly OrderLine[]): Money {
  const [first] = items;
  if (!first) throw invalid('order.empty', 'An order has at least one line.');
  return items.reduce(
    (sum, { unitPrice, quantity }) => add(sum, times(unitPrice, quantity)),
    money(0, first.unitPrice.currency),
  );
}
