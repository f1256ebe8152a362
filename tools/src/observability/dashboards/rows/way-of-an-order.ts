import { query } from '../dashboard.js';
import type { Row } from '../dashboard.js';

const heard = (legend: string, event: string) =>
  query(
    legend,
    `sum(increase(messaging_handler_duration_seconds_count{service="order-service", outcome="handled", event="${event}"}[$__range]))`,
  );

export const wayOfAnOrder: Row = {
  title: 'The way of an order',
  panels: [
    {
      kind: 'bars',
      title: 'Funnel',
      about: 'How many orders got how far in the time shown. Where it narrows, orders are refused or wait.',
      unit: 'none',
      queries: [
        query('1 placed', 'sum(increase(orders_placed_total[$__range]))'),
        heard('2 stock reserved', 'shop.inventory.reserved.v1'),
        heard('3 paid', 'shop.payment.captured.v1'),
        heard('4 labelled', 'shop.shipment.created.v1'),
        query('5 confirmed', 'sum(increase(saga_duration_seconds_count{outcome="confirmed"}[$__range]))'),
      ],
    },
    {
      kind: 'bars',
      title: 'Compensations done',
      about:
        'What was undone in the time shown. Each cancelled order asks all three, also where there was nothing to undo.',
      unit: 'none',
      queries: [
        heard('stock released', 'shop.inventory.released.v1'),
        heard('money refunded', 'shop.payment.refunded.v1'),
        heard('label void', 'shop.shipment.cancelled.v1'),
      ],
    },
    {
      kind: 'stacked',
      title: 'Share cancelled of the last half hour, by reason',
      about: 'Three times that of the day before is a ticket.',
      unit: 'percentunit',
      queries: [query('{{reason}}', 'shop:orders_cancelled:ratio_rate30m')],
    },
  ],
};
