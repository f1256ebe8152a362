import { newId } from '@shop/kernel';
import { outboundPolicy } from '@shop/resilience';
import type { Metrics } from '@shop/telemetry';
import type { Pool } from 'pg';
import type { AgentSettings } from './agent-config.js';
import type { AgentLog } from './agent-log.js';
import type { AnalysisRequest, AnalysisResult } from './analyst.js';
import { Budget } from './budget/budget.js';
import { AgentMetrics } from './model/agent-metrics.js';
import { ModelAnalyst } from './model-analyst.js';
import { ModelClient } from './model/model-client.js';
import { invokeAgentSpan } from './model/invoke-agent-span.js';
import { analyseByRules } from './rules/analyse-by-rules.js';
import { catalogue } from './tools/catalogue.js';
import { cancelled } from './loop/cancelled.js';

export interface AgentDependencies {
  /** Of the service's own database, for the tables of {@link agentMigrations}: it writes. */
  readonly pool: Pool;
  readonly metrics?: Metrics | undefined;
  readonly log: AgentLog;
}

/** Ten calls in a row without an answer, and the model is left alone for half a minute. */
const BREAKER = { consecutiveFailures: 10, halfOpenAfterMs: 30_000 };

/** Analyses orders: by a model with tools, and by rules without one. One per process: it has the circuit and the bulkhead. */
export class OrderAnalysisAgent {
  private readonly metrics: AgentMetrics;
  private readonly analyst: ModelAnalyst | undefined;
  private readonly closing = new AbortController();

  constructor(settings: AgentSettings, { pool, metrics, log }: AgentDependencies) {
    const { apiKey, callTimeoutMs, concurrency, models } = settings;
    this.metrics = new AgentMetrics(
      metrics,
      [...new Set(Object.values(models))],
      catalogue.map(({ name }) => name),
    );
    // Made without a key, too: the circuit is among the metrics of the service, whatever it may ask.
    const policy = outboundPolicy(
      'anthropic',
      { timeoutMs: callTimeoutMs, concurrency, queue: 0, breaker: BREAKER },
      metrics,
    );
    if (!apiKey) return;
    const client = new ModelClient({ ...settings, apiKey }, policy, this.metrics, log);
    this.analyst = new ModelAnalyst(settings, {
      client,
      budget: new Budget(pool, settings.budget),
      metrics: this.metrics,
      log,
    });
  }

  /**
   * Reads, and never changes anything in the shop. What nobody has told the model is told by the rules, with the reason in
   * `degraded`; without a key they answer alone, which costs nothing and is never refused.
   * @throws AppError `exhausted` (`analysis.budget-exhausted`, with `retryAfterMs`) for a person over their budget;
   * `unavailable` (`analysis.cancelled`) when the request's signal or `close` has ended it; and what ShopFacts throws of the order
   * itself, `not-found` above all
   */
  async analyse(request: AnalysisRequest): Promise<AnalysisResult> {
    const signal = AbortSignal.any([request.signal, this.closing.signal]);
    const id = newId();
    return invokeAgentSpan(id, request, async () => {
      try {
        const result = await this.answer(id, { ...request, signal });
        this.metrics.analysed(result.analysis);
        return result;
      } catch (error) {
        throw signal.aborted ? cancelled() : error;
      }
    });
  }

  private async answer(id: string, request: AnalysisRequest): Promise<AnalysisResult> {
    request.signal.throwIfAborted();
    const end = await this.analyst?.analyse(id, request);
    if (end && 'result' in end) return end.result;
    const spent = end?.spent;
    const { analysis, suggestions } = await analyseByRules(
      spent ? { ...request, onProgress: spent.onProgress } : request,
    );
    const usage = spent?.usage ?? analysis.usage;
    const toolCalls = [...(spent?.toolCalls ?? []), ...analysis.toolCalls];
    return { suggestions, analysis: { ...analysis, id, degraded: end?.degraded ?? null, usage, toolCalls } };
  }

  /** Ends what is under way. */
  async close(): Promise<void> {
    this.closing.abort();
  }
}
