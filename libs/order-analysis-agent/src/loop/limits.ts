import type { Usage } from '@shop/api-contracts';
import { allTokens } from '../model/model-usage.js';
import { worstCostMicroUsd } from '../model/prices.js';

/** What one analysis may take. At each of them the rules answer instead. */
export interface AnalysisLimits {
  /** Milliseconds, all in all. */
  readonly timeoutMs: number;
  /** Calls of the model. */
  readonly turns: number;
  /** Tokens of all calls together, sent (from the cache or not) and received. */
  readonly tokens: number;
  /** Millionths of a US dollar, at list prices. */
  readonly costMicroUsd: number;
}

/** Tokens of one message of the model, with what it thinks. */
export const MAX_OUTPUT = 8_192;

/** For the answer, and for mending it. */
const LAST_TURNS = 2;
/** The part of the time after which no more tools are run: what is left is for the answer. */
const TIME_FOR_TOOLS = 0.6;
/** As many more calls like the next one should be possible, or it is the last. */
const CALLS_LEFT = 2;

export type Room =
  | { readonly kind: 'enough' }
  /** The next call has to be the answer. */
  | { readonly kind: 'last' }
  | { readonly kind: 'none'; readonly of: string };

/** The most that an analysis can cost within its limits: so much is put aside for it. */
export function worstCaseMicroUsd(model: string, limits: AnalysisLimits): number {
  const output = Math.min(limits.turns * MAX_OUTPUT, limits.tokens);
  return Math.min(limits.costMicroUsd, worstCostMicroUsd(model, limits.tokens - output, output));
}

/** @param nextPrompt tokens that the next call is going to send, by a guess; @param elapsedMs since the analysis began */
export function roomFor(
  { limits, model }: { readonly limits: AnalysisLimits; readonly model: string },
  usage: Usage,
  nextPrompt: number,
  elapsedMs: number,
): Room {
  const turnsLeft = limits.turns - usage.modelCalls;
  const tokensLeft = limits.tokens - allTokens(usage);
  const moneyLeft = limits.costMicroUsd - usage.estimatedCostMicroUsd;
  const nextTokens = nextPrompt + MAX_OUTPUT;
  const nextCost = worstCostMicroUsd(model, nextPrompt, MAX_OUTPUT);
  if (turnsLeft < 1) return { kind: 'none', of: 'turns' };
  if (tokensLeft < nextTokens) return { kind: 'none', of: 'tokens' };
  if (moneyLeft < nextCost) return { kind: 'none', of: 'money' };
  const isLast =
    (turnsLeft <= LAST_TURNS && usage.modelCalls > 0) ||
    tokensLeft < CALLS_LEFT * nextTokens ||
    moneyLeft < CALLS_LEFT * nextCost ||
    elapsedMs > TIME_FOR_TOOLS * limits.timeoutMs;
  return { kind: isLast ? 'last' : 'enough' };
}
