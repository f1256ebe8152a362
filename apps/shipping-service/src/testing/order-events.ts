import { cancellationStarted, orderPlaced, paymentCaptured } from '@shop/domain-events';
import type { BrokerRecord } from '@shop/messaging';
import { customerId, news } from '@shop/service-testing';

export function placedRecord(orderId: string, postalCode = 'SW1Y 4JH'): BrokerRecord {
  const shippingAddress = { ...orderPlaced.example.shippingAddress, postalCode };
  return news(orderPlaced, { orderId, customerId, shippingAddress });
}

export function paidRecord(orderId: string): BrokerRecord {
  return news(paymentCaptured, { orderId });
}

export function cancellationRecord(orderId: string): BrokerRecord {
  return news(cancellationStarted, { orderId, customerId });
}
