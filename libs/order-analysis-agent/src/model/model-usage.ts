import type { Usage } from '@shop/api-contracts';

/** What one call of the model has used, as it says itself; the four add up. */
export interface TokenUsage {
  /** Neither read from the cache nor written to it. */
  readonly inputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
  readonly outputTokens: number;
}

export const noTokens: TokenUsage = { inputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, outputTokens: 0 };

export const noUsage: Usage = { ...noTokens, modelCalls: 0, estimatedCostMicroUsd: 0 };

export function promptTokens({ inputTokens, cacheReadTokens, cacheWriteTokens }: TokenUsage): number {
  return inputTokens + cacheReadTokens + cacheWriteTokens;
}

export function allTokens(tokens: TokenUsage): number {
  return promptTokens(tokens) + tokens.outputTokens;
}

/** @param costMicroUsd of the call, at list prices */
export function withCall(usage: Usage, tokens: TokenUsage, costMicroUsd: number): Usage {
  return {
    inputTokens: usage.inputTokens + tokens.inputTokens,
    cacheReadTokens: usage.cacheReadTokens + tokens.cacheReadTokens,
    cacheWriteTokens: usage.cacheWriteTokens + tokens.cacheWriteTokens,
    outputTokens: usage.outputTokens + tokens.outputTokens,
    modelCalls: usage.modelCalls + 1,
    estimatedCostMicroUsd: usage.estimatedCostMicroUsd + costMicroUsd,
  };
}
