import type { Shipment as ShipmentAnswer } from '@shop/api-contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { labelOf, statusOf } from './domain/shipment.js';
import type { Shipment } from './domain/shipment.js';

/** How queries read the table that the group commit writes (ADR 0005). */
@Entity('shipments')
export class ShipmentView {
  @PrimaryColumn('text', { name: 'order_id' }) orderId: string;
  @Column('text', { name: 'shipment_id', nullable: true }) shipmentId: string | null;
  @Column('text', { name: 'customer_id', nullable: true }) customerId: string | null;
  @Column('jsonb') state: Shipment;
}

/** @returns undefined while there has been no label */
export function toAnswer(shipment: Shipment): ShipmentAnswer | undefined {
  const label = labelOf(shipment);
  const status = statusOf(shipment);
  if (!label || !status || shipment.shipmentId === null) return undefined;
  const { carrier, trackingNumber } = label;
  return {
    id: shipment.shipmentId,
    status,
    carrier,
    trackingNumber,
    events: shipment.progress.map((step) => ({ ...step })),
  };
}
