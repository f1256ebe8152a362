/** One topic per owning service; every event of a saga is keyed by its order id, so each topic is in order per order. */
export const topics = {
  orders: 'shop.orders',
  inventory: 'shop.inventory',
  catalogue: 'shop.catalogue',
  payments: 'shop.payments',
  shipments: 'shop.shipments',
  users: 'shop.users',
} as const;

/** Where a consumer group parks what it cannot handle. */
export function deadLetterTopic(group: string): string {
  return `${group}.dlq`;
}
