import { createHash } from 'node:crypto';
import type { OrderReceipt, OrderRequest } from '@shop/api-contracts';
import { read } from '@shop/group-commit';
import type { Unit } from '@shop/group-commit';
import { invalid, keyReused, newId } from '@shop/kernel';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { place } from '../domain/order.decisions.js';
import { priceOrder } from '../domain/pricing.js';
import { idempotencyKeys } from '../order.idempotency.js';
import { linksOf } from '../order.links.js';
import { prices } from '../order.prices.js';
import { OrderStore } from '../order.store.js';

export interface Placement {
  readonly receipt: OrderReceipt;
  /** The same request has been answered before; this is that answer. */
  readonly replayed: boolean;
}

export class PlaceOrder extends Command<Placement> {
  constructor(
    readonly customerId: string,
    readonly request: OrderRequest,
    readonly idempotencyKey: string | undefined,
  ) {
    super();
  }
}

@CommandHandler(PlaceOrder)
export class PlaceOrderHandler implements ICommandHandler<PlaceOrder> {
  constructor(private readonly orders: OrderStore) {}

  execute(command: PlaceOrder): Promise<Placement> {
    const orderId = newId();
    const { customerId, request, idempotencyKey } = command;
    const key = idempotencyKey === undefined ? undefined : `${customerId} ${idempotencyKey}`;
    return this.orders.changeWith(orderId, {
      reads: [read(prices, ...request.items.map(({ sku }) => sku)), read(idempotencyKeys, ...(key ? [key] : []))],
      decide: (unit) => {
        const known = key ? replay(unit, key, request) : undefined;
        if (known) return { decision: () => [], result: known };
        const { decision, receipt } = this.newOrder(orderId, command, unit);
        if (key) unit.put(idempotencyKeys, key, { requestHash: hashOf(request), receipt });
        return { decision, result: { receipt, replayed: false } };
      },
    });
  }

  private newOrder(orderId: string, { customerId, request }: PlaceOrder, unit: Unit) {
    refusePromotion(request);
    const { items, total } = priceOrder(request.items, (sku) => unit.get(prices, sku));
    const { shippingAddress, payment } = request;
    const at = new Date().toISOString();
    const decision = place({ orderId, customerId, items, total, shippingAddress, payment, at });
    const receipt: OrderReceipt = { id: orderId, status: 'placed', total, links: linksOf(orderId) };
    return { decision, receipt };
  }
}

/** There are no promotions yet. To take the order all the same would charge more than the customer expects. */
function refusePromotion({ promotionCode }: OrderRequest): void {
  if (promotionCode === undefined) return;
  const fault = { path: 'promotionCode', message: `there is no promotion ${promotionCode}` };
  throw invalid('order.unknown-promotion', 'The promotion is not known.', [fault]);
}

/** @throws AppError `idempotency.key-reused` when the key came with another request before */
function replay(unit: Unit, key: string, request: OrderRequest): Placement | undefined {
  const remembered = unit.get(idempotencyKeys, key);
  if (!remembered) return undefined;
  if (remembered.requestHash !== hashOf(request)) {
    throw keyReused();
  }
  return { receipt: remembered.receipt, replayed: true };
}

/** Of the parsed request: blanks and the order of fields make no difference. */
function hashOf(request: OrderRequest): string {
  return createHash('sha256').update(JSON.stringify(request)).digest('hex');
}
