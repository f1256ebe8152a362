import { Secret } from '@shop/kernel';
import { z } from 'zod';
import type { AnalysisLimits } from './loop/limits.js';
import type { DailyBudget } from './budget/budget.js';
import type { Analysis } from '@shop/api-contracts';

const MICRO_USD_A_CENT = 10_000;

const whole = (min: number, max: number) => {
  const fault = `expected a whole number from ${min} to ${max}`;
  return z.coerce.number(fault).int(fault).min(min, fault).max(max, fault);
};

const seconds = whole(1, 600);

/** US cents, fractions allowed. */
const cents = z.coerce.number('expected cents').min(0, 'expected 0 or more cents').max(1e9, 'expected fewer cents');

const key = z
  .string()
  .optional()
  // A secret that was mounted from a file often ends in a line break; an empty one is none.
  .transform((text) => (text?.trim() ? new Secret(text.trim()) : undefined));

/** What a service reads that analyses orders: spread it into the service's own schema. */
export const agentConfig = {
  /** Of the Messages API; not set: the rules answer alone. */
  ANTHROPIC_API_KEY: key,
  ANTHROPIC_BASE_URL: z
    .url({ protocol: /^https?$/, error: 'expected an http(s) URL' })
    .default('https://api.anthropic.com'),
  /** For `depth=quick`. */
  ANTHROPIC_MODEL: z.string().default('claude-haiku-5-5'),
  /** For `depth=deep`. */
  ANTHROPIC_DEEP_MODEL: z.string().default('claude-sonnet-5-5'),
  /** One call of the model, to its last byte. */
  ANTHROPIC_TIMEOUT_SECONDS: seconds.default(40),
  /** A whole analysis, all calls and tools; then the rules answer. */
  ANALYSIS_TIMEOUT_SECONDS: seconds.default(60),
  /** Calls of the model in one analysis. */
  ANALYSIS_MAX_TURNS: whole(1, 50).default(8),
  /** Tokens of all its calls together: sent, from the cache or not, and received. */
  ANALYSIS_MAX_TOKENS: whole(1_000, 10_000_000).default(200_000),
  /** What one analysis may cost, at list prices. */
  ANALYSIS_MAX_COST_CENTS: cents.default(100),
  /** Analyses by a model at a time, in one process; the rules answer whoever comes on top. */
  ANALYSIS_CONCURRENCY: whole(1, 100).default(8),
  /** A day (UTC) at list prices: of one person, of all automatic analyses, of everybody together. 0: no model for them. */
  ANALYSIS_BUDGET_USER_CENTS: cents.default(500),
  ANALYSIS_BUDGET_AUTOMATIC_CENTS: cents.default(1_000),
  ANALYSIS_BUDGET_ALL_CENTS: cents.default(5_000),
};
export type AgentConfig = Readonly<z.infer<z.ZodObject<typeof agentConfig>>>;

export interface AgentSettings {
  readonly apiKey: Secret | undefined;
  readonly baseUrl: string;
  readonly models: Readonly<Record<Analysis['depth'], string>>;
  /** Milliseconds for one call of the model. */
  readonly callTimeoutMs: number;
  readonly limits: AnalysisLimits;
  /** Analyses by a model at a time. */
  readonly concurrency: number;
  readonly budget: DailyBudget;
}

export function agentSettings(config: AgentConfig): AgentSettings {
  return {
    apiKey: config.ANTHROPIC_API_KEY,
    baseUrl: config.ANTHROPIC_BASE_URL,
    models: { quick: config.ANTHROPIC_MODEL, deep: config.ANTHROPIC_DEEP_MODEL },
    callTimeoutMs: config.ANTHROPIC_TIMEOUT_SECONDS * 1_000,
    limits: {
      timeoutMs: config.ANALYSIS_TIMEOUT_SECONDS * 1_000,
      turns: config.ANALYSIS_MAX_TURNS,
      tokens: config.ANALYSIS_MAX_TOKENS,
      costMicroUsd: microUsd(config.ANALYSIS_MAX_COST_CENTS),
    },
    concurrency: config.ANALYSIS_CONCURRENCY,
    budget: {
      userMicroUsd: microUsd(config.ANALYSIS_BUDGET_USER_CENTS),
      automaticMicroUsd: microUsd(config.ANALYSIS_BUDGET_AUTOMATIC_CENTS),
      allMicroUsd: microUsd(config.ANALYSIS_BUDGET_ALL_CENTS),
    },
  };
}

function microUsd(cents: number): number {
  return Math.round(cents * MICRO_USD_A_CENT);
}
