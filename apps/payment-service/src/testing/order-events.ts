import { cancellationStarted, orderPlaced, stockReserved } from '@shop/domain-events';
import type { BrokerRecord } from '@shop/messaging';
import { customerId, news } from '@shop/service-testing';

export function placedRecord(orderId: string, token = 'tok_visa', amountMinor = 3600): BrokerRecord {
  const total = { amountMinor, currency: 'USD' };
  return news(orderPlaced, { orderId, customerId, total, payment: { method: 'card', token } });
}

export function reservedRecord(orderId: string): BrokerRecord {
  return news(stockReserved, { orderId });
}

export function cancellationRecord(orderId: string): BrokerRecord {
  return news(cancellationStarted, { orderId, customerId });
}
