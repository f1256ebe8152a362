import type { Repository, Transaction } from '@shop/group-commit';
import type { Order as OrderAnswer } from '@shop/api-contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { statusOf } from './domain/order.js';
import type { OrderStatus, PlacedOrder } from './domain/order.js';

type Shown = Pick<OrderAnswer, 'items' | 'total' | 'payment' | 'shipment' | 'cancellation'>;

/** The read model of an order: queries read it through TypeORM, the group commit writes it in bulk (ADR 0005). */
@Entity('order_views')
export class OrderView {
  @PrimaryColumn('text') id: string;
  @Column('text', { name: 'customer_id' }) customerId: string;
  @Column('text') status: OrderStatus;
  @Column('jsonb') shown: Shown;
  @Column('timestamptz', { name: 'placed_at' }) placedAt: Date;
  @Column('timestamptz', { name: 'updated_at' }) updatedAt: Date;
  @Column('int') version: number;
  /** Null in what was written before there was one, until `rebuild-views`. */
  @Column('text', { name: 'address_key', nullable: true }) addressKey: string | null;
}

export function viewOf(order: PlacedOrder, version: number): OrderView {
  const { id, customerId, items, total, payment, shipment, cancellation, addressKey } = order;
  return Object.assign(new OrderView(), {
    id,
    customerId,
    status: statusOf(order),
    shown: {
      items: items.map((line) => ({ ...line })),
      total,
      payment,
      shipment: shipment && {
        status: shipment.status,
        carrier: shipment.carrier,
        trackingNumber: shipment.trackingNumber,
      },
      cancellation,
    },
    placedAt: new Date(order.placedAt),
    updatedAt: new Date(order.updatedAt),
    version,
    addressKey,
  });
}

export function toAnswer(view: OrderView): OrderAnswer {
  const { id, customerId, status, shown, placedAt, updatedAt, version } = view;
  const { items, total, payment, shipment, cancellation } = shown;
  return {
    id,
    customerId,
    status,
    items,
    total,
    payment,
    shipment,
    cancellation,
    placedAt: placedAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
    version,
  };
}

const UPSERT = `
  INSERT INTO order_views (id, customer_id, status, shown, placed_at, updated_at, version, address_key)
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::jsonb[], $5::timestamptz[], $6::timestamptz[], $7::int[], $8::text[])
  ON CONFLICT (id) DO UPDATE SET status = excluded.status, shown = excluded.shown,
    updated_at = excluded.updated_at, version = excluded.version, address_key = excluded.address_key`;

/** Only ever written here: the view follows from the stream, so nothing needs to load it. */
export const orderViews: Repository<OrderView> = {
  name: 'order_views',
  load: () => Promise.resolve(new Map()),
  async save(transaction: Transaction, views: ReadonlyMap<string, OrderView>): Promise<void> {
    const rows = [...views.values()];
    await transaction.query({
      name: 'save-order-views',
      text: UPSERT,
      values: [
        rows.map(({ id }) => id),
        rows.map(({ customerId }) => customerId),
        rows.map(({ status }) => status),
        rows.map(({ shown }) => JSON.stringify(shown)),
        rows.map(({ placedAt }) => placedAt),
        rows.map(({ updatedAt }) => updatedAt),
        rows.map(({ version }) => version),
        rows.map(({ addressKey }) => addressKey),
      ],
    });
  },
};
