import { isAppError } from '@shop/kernel';
import { deciderSpec } from '@shop/kernel/testing';
import {
  cancel,
  capture,
  charged,
  chargeUnanswered,
  declined,
  prepare,
  refund,
  refundConfirmed,
} from './payment.decisions.js';
import { leftOf, paymentEvolver } from './payment.js';
import type { Payment, PaymentEvent, Refund } from './payment.js';

const given = deciderSpec<Payment, PaymentEvent>(paymentEvolver);
const usd = (amountMinor: number) => ({ amountMinor, currency: 'USD' });
const mint = { id: 'minted', at: '2026-01-01T00:00:00.000Z' };
const { at } = mint;

const bill = { customerId: 'ada', amount: usd(3600) };
const order = { ...bill, cardToken: 'tok_visa' };
const learnt: PaymentEvent = { type: 'OrderLearnt', ...order };
const reserved: PaymentEvent = { type: 'StockReserved' };
const requested: PaymentEvent = { type: 'ChargeRequested', paymentId: 'p1', ...order };
const captured: PaymentEvent = { type: 'PaymentCaptured', paymentId: 'p1', chargeId: 'ch_1', at, ...bill };
const refused: PaymentEvent = { type: 'PaymentDeclined', paymentId: 'p1', reason: 'card_declined', at, ...bill };
const cancelled: PaymentEvent = { type: 'CancellationStarted' };
const answered = (amountMinor: number): PaymentEvent => ({ type: 'CancellationAnswered', amount: usd(amountMinor) });
const underWay = [learnt, reserved, requested];
const taken = [...underWay, captured];

const givenBack = (amountMinor: number, changes: Partial<Refund> = {}): Refund => ({
  id: 'minted',
  cause: 'cancellation',
  amount: usd(amountMinor),
  reason: 'order cancelled',
  requestedBy: null,
  requestHash: null,
  requestedAt: at,
  confirmation: null,
  ...changes,
});
const refundRequested = (it: Refund): PaymentEvent => ({ type: 'RefundRequested', chargeId: 'ch_1', refund: it });
const confirmed = (it: Refund): PaymentEvent => ({ type: 'RefundConfirmed', refund: it, providerRefundId: 're_1', at });
const goodwill = (amountMinor: number, id = 'minted') =>
  givenBack(amountMinor, { id, cause: 'goodwill', reason: 'sorry', requestedBy: 'sam' });
const bySam = (amountMinor?: number) =>
  refund({ userId: 'sam', reason: 'sorry', amountMinor, requestHash: null }, mint);

function refusalOf(decide: () => unknown): string {
  try {
    decide();
  } catch (error) {
    if (isAppError(error)) return error.code;
  }
  return 'not refused';
}

describe('asking for the money', () => {
  it('waits for the stock when the order comes first', () => {
    expect(given().when(prepare(order, mint))).toEqual([learnt]);
    expect(given(learnt).when(capture(mint))).toEqual([reserved, { ...requested, paymentId: 'minted' }]);
  });

  it('waits for the order when the stock comes first', () => {
    expect(given().when(capture(mint))).toEqual([reserved]);
    expect(given(reserved).when(prepare(order, mint))).toEqual([learnt, { ...requested, paymentId: 'minted' }]);
  });

  it('asks once, however often order and stock are repeated', () => {
    for (const history of [underWay, taken, [...underWay, refused]]) {
      expect(given(...history).when(prepare(order, mint))).toEqual([]);
      expect(given(...history).when(capture(mint))).toEqual([]);
    }
    expect(given(learnt).when(prepare(order, mint))).toEqual([]);
    expect(given(reserved).when(capture(mint))).toEqual([]);
  });

  it('asks nobody for nothing', () => {
    const free = { ...order, amount: usd(0) };
    const events = given(reserved).when(prepare(free, mint));
    expect(events).toEqual([
      { type: 'OrderLearnt', ...free },
      { type: 'NothingToPay', paymentId: 'minted', customerId: 'ada', amount: usd(0), at },
    ]);
    expect(given(reserved, ...events).when(cancel(mint))).toEqual([cancelled, answered(0)]);
  });

  it('keeps the card token no longer than until the charge is asked for', () => {
    expect(JSON.stringify(given(...underWay).state)).not.toContain('tok_visa');
    expect(JSON.stringify(given(learnt, cancelled, answered(0)).state)).not.toContain('tok_visa');
  });
});

describe('the outcome of the charge', () => {
  it('is captured or declined, once', () => {
    expect(given(...underWay).when(charged('ch_1', mint))).toEqual([captured]);
    expect(given(...underWay).when(declined('card_declined', mint))).toEqual([refused]);
    for (const outcome of [captured, refused]) {
      expect(given(...underWay, outcome).when(charged('ch_1', mint))).toEqual([]);
      expect(given(...underWay, outcome).when(declined('card_declined', mint))).toEqual([]);
      expect(given(...underWay, outcome).when(chargeUnanswered)).toEqual([]);
    }
  });

  it('counts every time that the provider was asked', () => {
    const unanswered: PaymentEvent = { type: 'ChargeUnanswered' };
    expect(given(...underWay).when(chargeUnanswered)).toEqual([unanswered]);
    expect(given(...underWay, unanswered, unanswered, captured).state.charge?.attempts).toBe(3);
  });

  it('of a charge that nobody asked for does nothing', () => {
    expect(given().when(charged('ch_1', mint))).toEqual([]);
    expect(given(learnt).when(declined('card_declined', mint))).toEqual([]);
    expect(given().when(refundConfirmed('r1', 're_1', mint))).toEqual([]);
  });
});

describe('a cancellation', () => {
  it('of an order never seen is answered with nothing, and what comes later does nothing', () => {
    expect(given().when(cancel(mint))).toEqual([cancelled, answered(0)]);
    const late = given(cancelled, answered(0));
    expect(late.when(prepare(order, mint))).toEqual([]);
    expect(late.when(capture(mint))).toEqual([]);
    expect(late.when(cancel(mint))).toEqual([]);
  });

  it('before the charge is answered with nothing, in the currency of the order', () => {
    const euros: PaymentEvent = { type: 'OrderLearnt', ...order, amount: { amountMinor: 3600, currency: 'EUR' } };
    expect(given(euros).when(cancel(mint))).toEqual([
      cancelled,
      { type: 'CancellationAnswered', amount: { amountMinor: 0, currency: 'EUR' } },
    ]);
  });

  it('of a declined payment is answered with nothing', () => {
    expect(given(...underWay, refused).when(cancel(mint))).toEqual([cancelled, answered(0)]);
  });

  it('gives back what was taken and answers when the provider has confirmed', () => {
    const all = givenBack(3600);
    expect(given(...taken).when(cancel(mint))).toEqual([cancelled, refundRequested(all)]);
    const waiting = given(...taken, cancelled, refundRequested(all));
    expect(waiting.when(refundConfirmed('minted', 're_1', mint))).toEqual([confirmed(all), answered(3600)]);
    const done = given(...taken, cancelled, refundRequested(all), confirmed(all), answered(3600));
    expect(done.when(refundConfirmed('minted', 're_1', mint))).toEqual([]);
    expect(done.when(cancel(mint))).toEqual([]);
  });

  it('waits for a charge under way: unknown is not failed', () => {
    expect(given(...underWay).when(cancel(mint))).toEqual([cancelled]);
    const waiting = given(...underWay, cancelled);
    expect(waiting.when(charged('ch_1', mint))).toEqual([captured, refundRequested(givenBack(3600))]);
    expect(waiting.when(declined('card_declined', mint))).toEqual([refused, answered(0)]);
  });

  it('gives back what goodwill has left, and waits for the goodwill too', () => {
    const sorry = goodwill(600, 'r1');
    const rest = givenBack(3000);
    const history = [...taken, refundRequested(sorry)];
    expect(given(...history).when(cancel(mint))).toEqual([cancelled, refundRequested(rest)]);
    const waiting = [...history, cancelled, refundRequested(rest)];
    expect(given(...waiting).when(refundConfirmed('minted', 're_1', mint))).toEqual([confirmed(rest)]);
    expect(given(...waiting, confirmed(rest)).when(refundConfirmed('r1', 're_1', mint))).toEqual([
      confirmed(sorry),
      answered(3000),
    ]);
  });

  it('of a payment that goodwill has given back entirely is answered with nothing, once that is confirmed', () => {
    const sorry = goodwill(3600, 'r1');
    expect(given(...taken, refundRequested(sorry)).when(cancel(mint))).toEqual([cancelled]);
    expect(given(...taken, refundRequested(sorry), confirmed(sorry)).when(cancel(mint))).toEqual([
      cancelled,
      answered(0),
    ]);
  });
});

describe('a refund by a person', () => {
  it('is of all that is left unless an amount is named', () => {
    expect(given(...taken).when(bySam())).toEqual([refundRequested(goodwill(3600))]);
    expect(given(...taken, refundRequested(goodwill(600, 'r1'))).when(bySam())).toEqual([
      refundRequested(goodwill(3000)),
    ]);
    expect(given(...taken).when(bySam(100))).toEqual([refundRequested(goodwill(100))]);
  });

  it('is refused beyond what is left, counting refunds that wait for the provider', () => {
    const state = given(...taken, refundRequested(goodwill(3000, 'r1')));
    expect(leftOf(state.state)?.amount).toEqual(usd(600));
    expect(refusalOf(() => state.when(bySam(601)))).toBe('payment.refund-exceeds');
    expect(refusalOf(() => given(...taken, refundRequested(goodwill(3600, 'r1'))).when(bySam()))).toBe(
      'payment.refund-exceeds',
    );
  });

  it('is refused where no money was taken', () => {
    for (const history of [[], [learnt], underWay, [...underWay, refused]]) {
      expect(refusalOf(() => given(...history).when(bySam()))).toBe('payment.refund-exceeds');
    }
  });

  it('ends when the provider confirms, and answers no cancellation', () => {
    const sorry = goodwill(600, 'r1');
    expect(given(...taken, refundRequested(sorry)).when(refundConfirmed('r1', 're_1', mint))).toEqual([
      confirmed(sorry),
    ]);
  });
});
