import { fromWire, orderPlaced, productChanged } from '@shop/domain-events';
import { news } from './news.js';

it('is the event that its publisher would send: the example with what the test wants otherwise, under its key', () => {
  const record = news(productChanged, { sku: 'TEA', revision: 7 });
  expect(record).toMatchObject({ topic: productChanged.topic, key: 'TEA' });
  expect(fromWire(record)).toMatchObject({
    type: productChanged.type,
    subject: 'TEA',
    data: { ...productChanged.example, sku: 'TEA', revision: 7 },
  });
});

it('says what led to it and when it happened, if the test does', () => {
  const at = '2026-11-21T08:00:00.000Z';
  const record = news(orderPlaced, { orderId: 'o-1' }, { causedBy: 'e-1', at });
  expect(fromWire(record)).toMatchObject({ causationId: 'e-1', time: at, correlationId: 'o-1' });
});

it('is another event each time', () => {
  const [one, another] = [news(orderPlaced, { orderId: 'o-1' }), news(orderPlaced, { orderId: 'o-1' })];
  expect(one.headers['ce_id']).not.toBe(another.headers['ce_id']);
});
