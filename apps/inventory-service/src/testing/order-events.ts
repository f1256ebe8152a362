import { cancellationStarted, orderPlaced, shipmentDispatched } from '@shop/domain-events';
import type { BrokerRecord } from '@shop/messaging';
import { recordOf } from '@shop/messaging/testing';
import type { StockLine } from '../domain/stock.js';

/** Each call makes an event of its own, with its own id; to deliver one twice, send the record twice. */
export function placedRecord(orderId: string, ...lines: readonly StockLine[]): BrokerRecord {
  const items = lines.map((line) => ({ ...line, unitPrice: { amountMinor: 100, currency: 'USD' } }));
  return recordOf(orderPlaced, { key: orderId, value: JSON.stringify({ ...orderPlaced.example, orderId, items }) });
}

export function cancellationRecord(orderId: string): BrokerRecord {
  const value = JSON.stringify({ ...cancellationStarted.example, orderId });
  return recordOf(cancellationStarted, { key: orderId, value });
}

export function dispatchedRecord(orderId: string): BrokerRecord {
  const value = JSON.stringify({ ...shipmentDispatched.example, orderId });
  return recordOf(shipmentDispatched, { key: orderId, value });
}
