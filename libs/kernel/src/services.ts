/** The services of the shop, which own a database and a consumer group each. The gateway owns nothing, so it is none of them. */
export const services = [
  'user-service',
  'order-service',
  'inventory-service',
  'payment-service',
  'shipping-service',
  'notification-service',
] as const;
export type ServiceName = (typeof services)[number];
