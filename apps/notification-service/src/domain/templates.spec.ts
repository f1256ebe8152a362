import { render } from './templates.js';

describe('the templates', () => {
  it('say what was confirmed', () => {
    const { subject, text } = render('Ada', 'o1', { template: 'order-confirmed', facts: { total: '36.00 USD' } });
    expect(subject).toBe('Your order o1 is confirmed');
    expect(text).toContain('Hello Ada,');
    expect(text).toContain('over 36.00 USD is paid');
  });

  it.each([
    ['out_of_stock', 'out of stock'],
    ['payment_declined', 'card was declined'],
    ['undeliverable', 'Nobody delivers'],
    ['customer_request', 'You asked us to'],
    ['timed_out', 'took too long'],
  ])('give the reason %s of a cancellation in plain words', (reason, words) => {
    expect(render('Ada', 'o1', { template: 'order-cancelled', facts: { reason } }).text).toContain(words);
  });

  it('say how to follow a parcel, and that it has arrived', () => {
    const facts = { carrier: 'Post', trackingNumber: 'T1' };
    expect(render('Ada', 'o1', { template: 'order-shipped', facts }).text).toContain('with Post. Tracking number: T1.');
    expect(render('Ada', 'o1', { template: 'order-delivered', facts }).subject).toBe('Your order o1 has arrived');
  });
});
