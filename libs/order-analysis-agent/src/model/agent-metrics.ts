import { analysisTrigger } from '@shop/api-contracts';
import type { Analysis } from '@shop/api-contracts';
import { agentAnalyses, agentCost, agentModelCallDuration, agentTokens, agentToolCalls } from '@shop/telemetry';
import type { Metrics } from '@shop/telemetry';
import { degradedReasons } from './degraded-reason.js';
import type { TokenUsage } from './model-usage.js';

const outcomes = ['answered', 'unavailable', 'overloaded', 'rejected', 'abandoned'] as const;
export type CallOutcome = (typeof outcomes)[number];

/** Whatever a model calls a tool that there is none of: it may be any text. */
export const UNKNOWN_TOOL = 'unknown';

export interface EndedCall {
  readonly model: string;
  readonly outcome: CallOutcome;
  readonly milliseconds: number;
  readonly tokens: TokenUsage;
  readonly costMicroUsd: number;
}

/** What the agent tells the metrics of the service that it runs in; without them it tells nobody. */
export class AgentMetrics {
  /**
   * An increase from nothing is none to Prometheus: the series begin with the process.
   * @param models that the configuration names, @param tools of the catalogue: no others become labels
   */
  constructor(
    private readonly metrics: Metrics | undefined,
    models: readonly string[],
    tools: readonly string[],
  ) {
    for (const tool of [...tools, UNKNOWN_TOOL])
      for (const outcome of agentToolCalls.labels.outcome) metrics?.counter(agentToolCalls).of({ tool, outcome });
    for (const model of models) this.begin(model);
    for (const trigger of analysisTrigger.options) {
      metrics?.counter(agentAnalyses).of({ source: 'claude', trigger, degraded: 'no' });
      for (const degraded of ['no', ...degradedReasons] as const)
        metrics?.counter(agentAnalyses).of({ source: 'rules', trigger, degraded });
    }
  }

  called({ model, outcome, milliseconds, tokens, costMicroUsd }: EndedCall): void {
    this.metrics
      ?.histogram(agentModelCallDuration)
      .of({ model, outcome })
      .observe(milliseconds / 1_000);
    const counted = this.metrics?.counter(agentTokens);
    counted?.of({ model, type: 'input' }).inc(tokens.inputTokens);
    counted?.of({ model, type: 'cache_read' }).inc(tokens.cacheReadTokens);
    counted?.of({ model, type: 'cache_write' }).inc(tokens.cacheWriteTokens);
    counted?.of({ model, type: 'output' }).inc(tokens.outputTokens);
    this.metrics?.counter(agentCost).of({ model }).inc(costMicroUsd);
  }

  /** @param tool of the catalogue, or {@link UNKNOWN_TOOL} */
  asked(tool: string, outcome: 'ok' | 'error'): void {
    this.metrics?.counter(agentToolCalls).of({ tool, outcome }).inc();
  }

  analysed({ source, trigger, degraded: why }: Analysis): void {
    const degraded = degradedReasons.find((reason) => reason === why?.reason) ?? 'no';
    this.metrics?.counter(agentAnalyses).of({ source, trigger, degraded }).inc();
  }

  private begin(model: string): void {
    for (const outcome of outcomes) this.metrics?.histogram(agentModelCallDuration).of({ model, outcome });
    for (const type of agentTokens.labels.type) this.metrics?.counter(agentTokens).of({ model, type });
    this.metrics?.counter(agentCost).of({ model });
  }
}
