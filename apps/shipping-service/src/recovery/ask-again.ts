import type { Pool } from 'pg';
import { create, prepare } from '../domain/shipment.decisions.js';
import type { ShipmentDecision } from '../domain/shipment.decisions.js';
import { shipmentEvolver } from '../domain/shipment.js';
import type { KnownOrder } from '../domain/shipment.js';
import { shipmentIdOf } from '../shipment.identities.js';
import type { ShipmentStore } from '../shipment.store.js';

/** Of those orders, the ones that no label was asked for, as far as we know. */
export async function withoutLabel(pool: Pool, orderIds: readonly string[]): Promise<readonly string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `SELECT id FROM unnest($1::text[]) AS asked (id)
     WHERE NOT EXISTS (SELECT 1 FROM shipments s WHERE s.order_id = asked.id AND s.shipment_id IS NOT NULL)`,
    [orderIds],
  );
  return rows.map(({ id }) => id);
}

/**
 * Asks again for labels that the carrier has made and this service has forgotten; the same key makes no second one. It must be done
 * before anything is consumed: an order whose cancellation were heard first would be answered "there was no label", and its parcel sent.
 * @returns the orders that nothing else is known of
 */
export async function askAgain(
  shipments: ShipmentStore,
  orderIds: readonly string[],
  placed: ReadonlyMap<string, KnownOrder>,
): Promise<readonly string[]> {
  const unknown: string[] = [];
  await Promise.all(
    orderIds.map(async (orderId) => {
      const { shipmentId } = await shipments.change(orderId, labelAgain(orderId, placed.get(orderId)));
      if (shipmentId === null) unknown.push(orderId);
    }),
  );
  return unknown;
}

const labelAgain =
  (orderId: string, order: KnownOrder | undefined): ShipmentDecision =>
  (shipment) => {
    const known = order ?? shipment.order;
    if (shipment.label !== 'none' || known === null) return [];
    const id = shipmentIdOf(orderId);
    const learnt = prepare(known, id)(shipment);
    return [...learnt, ...create(id)(learnt.reduce(shipmentEvolver.evolve, shipment))];
  };
