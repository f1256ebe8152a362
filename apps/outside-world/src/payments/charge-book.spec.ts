import { Memory } from '../memory/memory.js';
import { CardTerminal } from './card-terminal.js';
import { ChargeBook } from './charge-book.js';

const order = { reference: 'order-1', amountMinor: 1_000, currency: 'USD' };

function book({ limit = 100, at = '2026-01-01T00:00:00Z' } = {}) {
  const clock = { at: new Date(at), now: () => clock.at };
  return { clock, charges: new ChargeBook(new Memory(), limit, clock) };
}

describe('ChargeBook', () => {
  it('adds up what was captured and refunded', () => {
    const { charges } = book();
    const { id } = charges.capture(order);
    charges.capture({ ...order, amountMinor: 500 });
    charges.refund(id, 300);

    expect(charges.balance()).toEqual({ capturedMinor: 1_500, refundedMinor: 300, charges: 2, refunds: 1 });
  });

  it('charges the same reference twice when told to, as a real provider would', () => {
    const { charges } = book();

    expect(charges.capture(order).id).not.toBe(charges.capture(order).id);
    expect(charges.balance().charges).toBe(2);
  });

  it('refunds in parts, but never more than is left', () => {
    const { charges } = book();
    const { id } = charges.capture(order);
    charges.refund(id, 600);

    expect(() => charges.refund(id, 401)).toThrow(expect.objectContaining({ kind: 'conflict' }) as Error);
    expect(charges.refund(id, 400)).toMatchObject({ status: 'refunded', chargeId: id, amountMinor: 400 });
    expect(charges.find(id).refundedMinor).toBe(1_000);
    expect(charges.balance().refunds).toBe(2);
  });

  it('knows no charge that it has not made', () => {
    expect(() => book().charges.refund('ch_unknown', 1)).toThrow(
      expect.objectContaining({ kind: 'not-found' }) as Error,
    );
  });

  it('lists the charges of a period, its end excluded', () => {
    const { clock, charges } = book();
    const captureAt = (at: string) => ((clock.at = new Date(at)), charges.capture({ ...order, reference: at }));
    captureAt('2026-01-01T00:00:00Z');
    captureAt('2026-01-02T00:00:00Z');
    captureAt('2026-01-03T00:00:00Z');

    const period = { from: Date.parse('2026-01-02T00:00:00Z'), to: Date.parse('2026-01-03T00:00:00Z') };
    expect(charges.within(period).map(({ reference }) => reference)).toEqual(['2026-01-02T00:00:00Z']);
  });

  it('forgets the oldest charges beyond its limit, but not their money', () => {
    const { charges } = book({ limit: 1 });
    const first = charges.capture(order);
    charges.capture(order);

    expect(() => charges.find(first.id)).toThrow(expect.objectContaining({ code: 'charge_not_found' }) as Error);
    expect(charges.balance()).toMatchObject({ capturedMinor: 2_000, charges: 2 });
  });
});

describe('CardTerminal', () => {
  function terminal() {
    const memory = new Memory();
    return new CardTerminal(new ChargeBook(memory, 100), memory, 100);
  }

  it.each([
    ['tok_declined', 'card_declined'],
    ['tok_insufficient_funds', 'insufficient_funds'],
    ['tok_nobody_knows', 'card_declined'],
  ])('declines %s as %s', (token, code) => {
    expect(() => terminal().charge(token, order, 'k')).toThrow(
      expect.objectContaining({ kind: 'refused', code }) as Error,
    );
  });

  it('captures at once for tok_slow, and answers after 2 s', () => {
    expect(terminal().charge('tok_slow', order, 'k')).toMatchObject({
      answerAfterMs: 2_000,
      charge: { status: 'captured' },
    });
  });

  it('fails tok_flaky twice for every key, then pays', () => {
    const flaky = terminal();
    const attempt = (key: string) => {
      try {
        return flaky.charge('tok_flaky', order, key).charge.status;
      } catch (error) {
        return (error as { kind: string }).kind;
      }
    };

    expect([1, 2, 3].map(() => attempt('a'))).toEqual(['unavailable', 'unavailable', 'captured']);
    expect([1, 2, 3].map(() => attempt('b'))).toEqual(['unavailable', 'unavailable', 'captured']);
  });
});
