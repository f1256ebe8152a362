import { plainText, tell } from './tell.js';
import type { Told } from './tell.js';

const told = (...args: Parameters<typeof tell>) => {
  const { data, evidence } = tell(...args);
  return { ...(data as Told), evidence };
};

describe('what a tool tells', () => {
  it('is its facts, each with its evidence', () => {
    const fact = { evidence: 'order:1', total: { amountMinor: 5, currency: 'USD' }, cancellation: null };
    expect(told([fact])).toEqual({ facts: [fact], note: null, evidence: ['order:1'] });
  });

  it('is fifty facts at most, and says how many there were', () => {
    const { facts, note, evidence } = told(Array.from({ length: 60 }, (_, index) => ({ evidence: `e:${index}` })));
    expect(facts).toHaveLength(50);
    expect(note).toBe('Cut: 50 of 60 are shown.');
    expect(evidence.at(-1)).toBe('e:49');
  });

  it('is 8,000 characters at most, and cites nothing of what was cut', () => {
    const long = (index: number) => ({
      evidence: `e:${index}`,
      a: 'x'.repeat(290),
      b: 'y'.repeat(290),
      c: 'z'.repeat(290),
    });
    const { facts, note, evidence } = told(
      Array.from({ length: 40 }, (_, index) => long(index)),
      'There may be more.',
    );
    expect(JSON.stringify(facts).length).toBeLessThanOrEqual(8_100);
    expect(evidence).toHaveLength(facts.length);
    expect(note).toBe(`There may be more. Cut: ${facts.length} of 40 are shown.`);
  });

  it('is the outline of a single fact that is too large', () => {
    const lines = Array.from({ length: 45 }, (_, index) => ({ sku: `SKU-${index}`, text: 'x'.repeat(280) }));
    const { facts } = told([{ evidence: 'order:1', lines } as { evidence: string }]);
    expect(JSON.stringify(facts).length).toBeLessThan(8_000);
    expect(facts).toMatchObject([
      { evidence: 'order:1', lines: expect.arrayContaining(['… and 35 more']) as unknown[] },
    ]);
  });

  it('has no personal data and no secrets, wherever they stand', () => {
    const fact = {
      evidence: 'stream:1@1',
      data: {
        shippingAddress: { street: '1 Harbour Road' },
        email: 'ada@example.org',
        card: { token: 'tok_visa' },
        note: 'mail ada@example.org or call +49 40 123456789, tok_visa',
        otherCustomersAtAddress: 3,
      },
    };
    expect(told([fact]).facts).toEqual([
      {
        evidence: 'stream:1@1',
        data: { card: {}, note: 'mail ******** or call ********, ********', otherCustomersAtAddress: 3 },
      },
    ]);
  });

  it('keeps evidence to the letter, for it must be found again', () => {
    const evidence = 'overview:2026-11-20T00:00:00.000Z/2026-11-21T00:00:00.000Z';
    expect(told([{ evidence }]).facts).toEqual([{ evidence }]);
  });
});

describe('a text that somebody wrote', () => {
  it('is one line, without what cannot be seen', () => {
    expect(plainText('a\u0000b\n\n  c\u200b\u202ed\u{e0041}', 100)).toBe('a b cd');
  });

  it('is cut short', () => {
    expect(plainText('x'.repeat(301), 300)).toBe(`${'x'.repeat(299)}…`);
    expect(plainText('x'.repeat(300), 300)).toHaveLength(300);
  });
});
