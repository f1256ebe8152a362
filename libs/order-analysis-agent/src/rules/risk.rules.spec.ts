import type { FindingCode } from '@shop/api-contracts';
import { money } from '@shop/kernel';
import { caseFile } from '../testing/case-file.js';
import { cancelledFact, comparisonFact, customerFact, orderFact } from '../testing/sample-facts.js';
import { riskOf } from './risk-score.js';
import { addressReuse, amountOutlier, quantityOutlier, repeatedDeclines, velocity } from './risk.rules.js';

const withTotal = (amountMinor: number) => orderFact({ total: money(amountMinor, 'USD') });

describe('velocity', () => {
  it.each([
    [4, 14, 0],
    [5, 5, 1],
    [0, 15, 1],
  ])('%i orders in the hour and %i in the day before: %i finding', (lastHour, lastDay, findings) => {
    expect(velocity(caseFile({ customer: customerFact({ lastHour, lastDay }) }))).toHaveLength(findings);
  });

  it('is not known without the customer', () => {
    expect(velocity(caseFile())).toEqual([]);
  });
});

describe('repeated declines', () => {
  it('are two within a day, this order’s own included', () => {
    const file = (order: ReturnType<typeof orderFact>, declinesLastDay: number) =>
      repeatedDeclines(caseFile({ order, customer: customerFact({ declinesLastDay }) }));
    expect(file(orderFact(), 1)).toEqual([]);
    expect(file(orderFact(), 2)).toHaveLength(1);
    expect(file(cancelledFact('payment_declined'), 0)).toEqual([]);
    expect(file(cancelledFact('payment_declined'), 1)).toMatchObject([{ code: 'repeated_declines' }]);
    expect(file(cancelledFact('out_of_stock'), 1)).toEqual([]);
  });
});

describe('an unusual amount', () => {
  const customer = customerFact({ orders: 4, medianTotalMinor: 1_000 });

  it('is more than three times what the customer usually spends', () => {
    expect(amountOutlier(caseFile({ order: withTotal(3_000), customer }))).toEqual([]);
    expect(amountOutlier(caseFile({ order: withTotal(3_001), customer }))).toMatchObject([
      { code: 'amount_outlier', evidence: [customer.evidence] },
    ]);
  });

  it('is not judged by fewer than three earlier orders', () => {
    const few = customerFact({ orders: 3, medianTotalMinor: 1_000 });
    expect(amountOutlier(caseFile({ order: withTotal(9_000), customer: few }))).toEqual([]);
    const mostlyCancelled = customerFact({ orders: 9, cancelled: { payment_declined: 6 }, medianTotalMinor: 1_000 });
    expect(amountOutlier(caseFile({ order: withTotal(9_000), customer: mostlyCancelled }))).toEqual([]);
  });

  it('is above 95 of 100 orders and more than twice the median', () => {
    const comparison = comparisonFact({ medianTotalMinor: 5_000, p95TotalMinor: 10_000 });
    const tight = comparisonFact({ medianTotalMinor: 5_000, p95TotalMinor: 6_000 });
    expect(amountOutlier(caseFile({ order: withTotal(10_000), comparison }))).toEqual([]);
    expect(amountOutlier(caseFile({ order: withTotal(10_001), comparison }))).toMatchObject([
      { evidence: [comparison.evidence] },
    ]);
    expect(amountOutlier(caseFile({ order: withTotal(9_999), comparison: tight }))).toEqual([]);
  });

  it('is not judged while there are too few orders', () => {
    const comparison = comparisonFact({ medianTotalMinor: null, p95TotalMinor: null });
    expect(amountOutlier(caseFile({ order: withTotal(999_999), comparison }))).toEqual([]);
  });
});

describe('an unusual quantity', () => {
  const compared = (quantity: number, p95: number | null) =>
    quantityOutlier(caseFile({ comparison: comparisonFact({ quantities: [{ sku: 'TEA', quantity, p95 }] }) }));

  it('is more than twice the 95th percentile of its sku', () => {
    expect(compared(8, 4)).toEqual([]);
    expect(compared(9, 4)).toMatchObject([{ code: 'quantity_outlier' }]);
  });

  it('is a hundred where there is nothing to compare with', () => {
    expect(compared(99, null)).toEqual([]);
    expect(compared(100, null)).toHaveLength(1);
    const items = [{ sku: 'TEA', quantity: 100, unitPrice: money(1, 'USD') }];
    expect(quantityOutlier(caseFile({ order: orderFact({ items }) }))).toHaveLength(1);
  });
});

describe('an address', () => {
  it('is reused when two other customers have ordered to it', () => {
    const others = (otherCustomersAtAddress: number) =>
      addressReuse(caseFile({ comparison: comparisonFact({ otherCustomersAtAddress }) }));
    expect(others(1)).toEqual([]);
    expect(others(2)).toMatchObject([{ code: 'address_reuse' }]);
  });
});

describe('the risk', () => {
  const of = (...codes: FindingCode[]) =>
    riskOf(codes.map((code) => ({ code, severity: 'info' as const, detail: '', evidence: [] })));

  it('is nothing for what says nothing about honesty', () => {
    expect(of('completed', 'stuck', 'timed_out', 'dead_letter')).toEqual({ score: 0, level: 'low' });
  });

  it.each([
    [['amount_outlier'], 25, 'low'],
    [['velocity'], 30, 'medium'],
    [['repeated_declines', 'payment_declined'], 45, 'medium'],
    [['repeated_declines', 'amount_outlier'], 60, 'high'],
    [['velocity', 'repeated_declines', 'amount_outlier', 'address_reuse', 'quantity_outlier'], 100, 'high'],
  ] as const)('of %j is %i, %s', (codes, score, level) => {
    expect(of(...codes)).toEqual({ score, level });
  });

  it('counts a code once, however often it was found', () => {
    expect(of('velocity', 'velocity')).toEqual({ score: 30, level: 'medium' });
  });
});
