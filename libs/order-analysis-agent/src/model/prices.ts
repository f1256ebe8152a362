import { promptTokens } from './model-usage.js';
import type { TokenUsage } from './model-usage.js';

/** US dollars for a million tokens: so, too, millionths of a dollar for one. */
interface Rates {
  readonly input: number;
  readonly output: number;
  /** Kept for five minutes. */
  readonly cacheWrite: number;
  readonly cacheRead: number;
}

interface Price extends Rates {
  /** Of a call whose prompt has more tokens than `above`, for all of its tokens. */
  readonly long?: Rates & { readonly above: number };
}

/** When these were read from the public price list. An estimate is only as good as they are. */
export const PRICES_OF = '2026-10-24';

const listPrices: Readonly<Record<string, Price>> = {
  'claude-haiku-5-5': {
    ...{ input: 0.1, output: 0.5, cacheWrite: 0.125, cacheRead: 0.01 },
    long: { above: 100_000, input: 0.5, output: 2.5, cacheWrite: 0.625, cacheRead: 0.05 },
  },
  'claude-haiku-4-5': { input: 1, output: 5, cacheWrite: 1.25, cacheRead: 0.1 },
  'claude-sonnet-5-5': { input: 2, output: 10, cacheWrite: 2.5, cacheRead: 0.1 },
  'claude-sonnet-5': { input: 2, output: 10, cacheWrite: 2.5, cacheRead: 0.2 },
  'claude-opus-5-5': { input: 4, output: 20, cacheWrite: 5, cacheRead: 0.2 },
  'claude-opus-5': { input: 5, output: 25, cacheWrite: 6.25, cacheRead: 0.5 },
  'claude-fable-5-1': { input: 10, output: 50, cacheWrite: 12.5, cacheRead: 1 },
};

const dearest = Object.values(listPrices).reduce((soFar, price) => (price.output > soFar.output ? price : soFar));

/** Of a model that is not in the list: the highest, so that a limit on money holds rather than not. */
function priceOf(model: string): Price {
  return listPrices[model] ?? dearest;
}

/** In millionths of a US dollar, rounded up. */
export function costMicroUsd(model: string, tokens: TokenUsage): number {
  const price = priceOf(model);
  const rates = price.long && promptTokens(tokens) > price.long.above ? price.long : price;
  const cost =
    tokens.inputTokens * rates.input +
    tokens.cacheReadTokens * rates.cacheRead +
    tokens.cacheWriteTokens * rates.cacheWrite +
    tokens.outputTokens * rates.output;
  // 0.1 + 0.2 is a little more than 0.3, and rounded up it would be a whole one more.
  return Math.ceil(Number(cost.toFixed(6)));
}

/** The most that a call can cost: nothing of its prompt is in the cache yet, and the answer is as long as it may be. */
export function worstCostMicroUsd(model: string, promptTokens: number, outputTokens: number): number {
  return costMicroUsd(model, { inputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: promptTokens, outputTokens });
}
