import { services as all } from '@shop/kernel';

/** Those that have a database and a consumer. */
export const services: readonly string[] = all;

export const gateway = 'api-gateway';

export const everyProcess: readonly string[] = [...services, gateway, 'outside-world'];

/** Those that call others over the network, apart from database and broker. */
export const callers: readonly string[] = [
  'order-service',
  'payment-service',
  'shipping-service',
  'notification-service',
  gateway,
];

/** Who sees the whole of an order. */
export const saga: readonly string[] = ['order-service'];

/** Where orders are analysed. */
export const analyst: readonly string[] = ['order-service'];
