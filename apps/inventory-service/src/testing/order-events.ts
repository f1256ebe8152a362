import { cancellationStarted, orderPlaced, shipmentDispatched } from '@shop/domain-events';
import type { BrokerRecord } from '@shop/messaging';
import { news } from '@shop/service-testing';
import type { StockLine } from '../domain/stock.js';

export function placedRecord(orderId: string, ...lines: readonly StockLine[]): BrokerRecord {
  const items = lines.map((line) => ({ ...line, unitPrice: { amountMinor: 100, currency: 'USD' } }));
  return news(orderPlaced, { orderId, items });
}

export function cancellationRecord(orderId: string): BrokerRecord {
  return news(cancellationStarted, { orderId });
}

export function dispatchedRecord(orderId: string): BrokerRecord {
  return news(shipmentDispatched, { orderId });
}
