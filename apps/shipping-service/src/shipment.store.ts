import { GroupCommit, read } from '@shop/group-commit';
import { fold } from '@shop/kernel';
import { intents, outbox } from '@shop/messaging';
import { Injectable } from '@nestjs/common';
import { shipmentEvolver } from './domain/shipment.js';
import type { Shipment } from './domain/shipment.js';
import type { ShipmentDecision } from './domain/shipment.decisions.js';
import { intentOf } from './shipment.intents.js';
import { published } from './shipment.published.js';
import { shipments } from './shipment.rows.js';

/** The one transaction of a shipment: its state, what others hear of it, and what is to be asked of the carrier. */
@Injectable()
export class ShipmentStore {
  constructor(private readonly group: GroupCommit) {}

  /** Decides on the shipment as it is; gives it as it is afterwards. */
  change(orderId: string, decide: ShipmentDecision): Promise<Shipment> {
    return this.group.submit({
      reads: [read(shipments, orderId)],
      decide: (unit) => {
        const { shipment, version } = unit.get(shipments, orderId) ?? { shipment: shipmentEvolver.initial, version: 0 };
        const events = decide(shipment);
        const after = fold(shipmentEvolver, events, shipment);
        if (events.length > 0) unit.put(shipments, orderId, { shipment: after, version });
        for (const event of events) {
          const message = published(orderId, after, event);
          if (message) unit.append(outbox, message);
          const intent = intentOf(orderId, event);
          if (intent) unit.append(intents, intent);
        }
        return after;
      },
    });
  }
}
