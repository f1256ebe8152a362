import { noUsage } from '../model/model-usage.js';
import { roomFor, worstCaseMicroUsd } from './limits.js';
import type { AnalysisLimits } from './limits.js';

const model = 'claude-haiku-5-5';
const limits: AnalysisLimits = { timeoutMs: 60_000, turns: 8, tokens: 200_000, costMicroUsd: 1_000_000 };
const room = (usage: object, { elapsedMs = 0, of = limits } = {}) =>
  roomFor({ limits: of, model }, { ...noUsage, ...usage }, 10_000, elapsedMs);

describe('the room for one more call', () => {
  it.each([
    ['at the beginning', {}],
    ['in the middle', { modelCalls: 5, inputTokens: 100_000, estimatedCostMicroUsd: 500_000 }],
  ])('is enough %s', (_, usage) => {
    expect(room(usage)).toEqual({ kind: 'enough' });
  });

  it.each([
    ['two turns are left, for the answer and for mending it', { modelCalls: 6 }, 0],
    ['the tokens would last for one more call', { modelCalls: 1, cacheReadTokens: 165_000 }, 0],
    ['the money would', { modelCalls: 1, estimatedCostMicroUsd: 990_000 }, 0],
    ['most of the time is over', {}, 40_000],
  ])('is for the answer when %s', (_, usage, elapsedMs) => {
    expect(room(usage, { elapsedMs })).toEqual({ kind: 'last' });
  });

  it.each([
    ['turns', { modelCalls: 8 }],
    ['tokens', { modelCalls: 1, outputTokens: 190_000 }],
    ['money', { modelCalls: 1, estimatedCostMicroUsd: 999_000 }],
  ])('is none without %s', (of, usage) => {
    expect(room(usage)).toEqual({ kind: 'none', of });
  });

  it('lets the model look once even where few turns are allowed', () => {
    expect(room({}, { of: { ...limits, turns: 2 } })).toEqual({ kind: 'enough' });
  });
});

describe('the most that an analysis can cost', () => {
  it('is what its tokens can cost', () => {
    expect(worstCaseMicroUsd('claude-haiku-4-5', { ...limits, tokens: 20_000, turns: 1 })).toBe(
      11_808 * 1.25 + 8_192 * 5,
    );
  });

  it('is never more than its limit', () => {
    expect(worstCaseMicroUsd('claude-opus-5-5', limits)).toBe(1_000_000);
  });
});
