import { add, amountText, isZero, money, Money, subtract, times } from './money.js';

const usd = (amountMinor: number) => money(amountMinor, 'USD');

describe('money', () => {
  it('adds, subtracts and multiplies in minor units', () => {
    expect(add(usd(1999), usd(1))).toEqual(usd(2000));
    expect(subtract(usd(2000), usd(1))).toEqual(usd(1999));
    expect(times(usd(1999), 3)).toEqual(usd(5997));
  });

  it('can be brought down to nothing, but not below', () => {
    expect(isZero(subtract(usd(5), usd(5)))).toBe(true);
    expect(isZero(usd(1))).toBe(false);
    const negative = expect.objectContaining({ kind: 'refused', code: 'money.negative' }) as Error;
    expect(() => subtract(usd(5), usd(6))).toThrow(negative);
  });

  it.each([
    [money(1999, 'USD'), '19.99 USD'],
    [money(5, 'USD'), '0.05 USD'],
    [money(500, 'JPY'), '500 JPY'],
    [money(12_345, 'KWD'), '12.345 KWD'],
    [money(100, 'QQQ'), '1.00 QQQ'],
  ])('is written with the decimals of its currency: %o is %s', (amount, text) => {
    expect(amountText(amount)).toBe(text);
  });

  it('does not mix currencies', () => {
    const mismatch = expect.objectContaining({ kind: 'refused', code: 'money.currency-mismatch' }) as Error;
    expect(() => add(usd(1), money(1, 'EUR'))).toThrow(mismatch);
    expect(() => subtract(usd(1), money(1, 'EUR'))).toThrow(mismatch);
  });

  it.each([
    ['a fraction', { amountMinor: 1.5, currency: 'USD' }],
    ['less than nothing', { amountMinor: -1, currency: 'USD' }],
    ['more than can be counted exactly', { amountMinor: 2 ** 53, currency: 'USD' }],
    ['a number as text', { amountMinor: '1', currency: 'USD' }],
    ['a currency in lower case', { amountMinor: 1, currency: 'usd' }],
    ['a field that nobody knows', { amountMinor: 1, currency: 'USD', amount: 0.01 }],
  ])('is not %s', (_, value) => {
    expect(Money.safeParse(value).success).toBe(false);
  });
});
