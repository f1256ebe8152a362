import { noTokens } from './model-usage.js';
import { costMicroUsd, worstCostMicroUsd } from './prices.js';

const MILLION = 1_000_000;

describe('what a call costs at list prices', () => {
  it('is the sum of its kinds of tokens', () => {
    const tokens = { inputTokens: MILLION, cacheReadTokens: MILLION, cacheWriteTokens: MILLION, outputTokens: MILLION };
    expect(costMicroUsd('claude-sonnet-5-5', tokens)).toBe((2 + 0.1 + 2.5 + 10) * MILLION);
  });

  it('is rounded up, and not because of how numbers are stored', () => {
    expect(costMicroUsd('claude-haiku-5-5', { ...noTokens, inputTokens: 1 })).toBe(1);
    expect(costMicroUsd('claude-haiku-5-5', { ...noTokens, inputTokens: 10, cacheReadTokens: 200 })).toBe(3);
    expect(costMicroUsd('claude-haiku-5-5', noTokens)).toBe(0);
  });

  it('is higher for a long prompt, wherever it came from', () => {
    const long = { ...noTokens, inputTokens: 1, cacheReadTokens: 100_000 };
    expect(costMicroUsd('claude-haiku-5-5', { ...long, inputTokens: 0 })).toBe(1_000);
    expect(costMicroUsd('claude-haiku-5-5', long)).toBe(5_001);
  });

  it('of a model that is not in the list is the highest', () => {
    const tokens = { ...noTokens, inputTokens: 100, outputTokens: 100 };
    expect(costMicroUsd('claude-new-9', tokens)).toBe(costMicroUsd('claude-fable-5-1', tokens));
  });

  it('is at worst that of a prompt of which nothing is in the cache', () => {
    expect(worstCostMicroUsd('claude-sonnet-5-5', 1_000, 1_000)).toBe(12_500);
  });
});
