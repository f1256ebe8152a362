import { orderOf } from './testing/order-requests.js';
import { OrderUnderTest } from './testing/order-under-test.js';
jest.setTimeout(40_000);
it('nul', async () => {
  const shop = await OrderUnderTest.start();
  await shop.tell(shop.product('TEA', 1800));
  const body = orderOf(['TEA', 1]);
  const r1 = await shop.request('GET', '/orders/%00');
  const r2 = await shop.request('POST', '/orders', { body: { ...body, shippingAddress: { ...body.shippingAddress, city: 'a\u0000b' } } });
  const cursor = Buffer.from(JSON.stringify({ before: '\u0000' })).toString('base64url');
  const r3 = await shop.request('GET', `/orders?cursor=${cursor}`);
  const r4 = await shop.request('POST', '/orders', { body: { ...body, shippingAddress: { ...body.shippingAddress, city: 'a\ud800b' } } });
  const id = await shop.place(body);
  const r5 = await shop.request('POST', `/orders/${id}/cancel`, {body: {reason: 'a\u0000'}});
  const r6 = await shop.request('GET', '/orders/abc');
  console.log([r1, r2, r3,r4,r5,r6].map((r) => r.status + r.text));
  await shop.stop();
});
