import type { Analysis } from '@shop/api-contracts';
import { isAppError } from '@shop/kernel';
import type { AgentSettings } from './agent-config.js';
import type { AgentLog } from './agent-log.js';
import type { AnalysisRequest, AnalysisResult } from './analyst.js';
import { resultOf } from './answer/result-of.js';
import type { Budget } from './budget/budget.js';
import { AUTOMATIC } from './budget/payers.js';
import type { Reservation } from './budget/reservation.js';
import { AnalysisLoop } from './loop/analysis-loop.js';
import type { LoopEnd, LoopParts } from './loop/analysis-loop.js';
import { Conversation } from './loop/conversation.js';
import { worstCaseMicroUsd } from './loop/limits.js';
import { Progress } from './loop/progress.js';
import { ToolRunner } from './loop/run-tools.js';
import type { AgentMetrics } from './model/agent-metrics.js';
import type { Degraded } from './model/degraded-reason.js';
import type { ModelClient } from './model/model-client.js';
import { taskText } from './prompt/task.js';
import { toolsFor } from './tools/catalogue.js';
import { tell } from './tools/tell.js';
import type { ToolOutput } from './tools/tool-output.js';

interface Parts {
  readonly client: ModelClient;
  readonly budget: Budget;
  readonly metrics: AgentMetrics;
  readonly log: AgentLog;
}

/** What was done for an answer that did not come. */
export interface Spent extends Pick<Analysis, 'usage' | 'toolCalls'> {
  /** Who may be told what the rules do. */
  readonly onProgress: AnalysisRequest['onProgress'];
}

export type ModelEnd =
  { readonly result: AnalysisResult } | { readonly degraded: Degraded; readonly spent: Spent | undefined };

/** Lets the model answer, within its limits and the budget. */
export class ModelAnalyst {
  private running = 0;

  constructor(
    private readonly settings: AgentSettings,
    private readonly parts: Parts,
  ) {}

  async analyse(id: string, request: AnalysisRequest): Promise<ModelEnd> {
    if (this.running >= this.settings.concurrency)
      return unspent({ reason: 'model_overloaded', detail: 'Too many analyses are under way.' });
    this.running += 1;
    try {
      const known = await knownOf(request);
      const reservation = await this.reserve(id, request);
      if ('reason' in reservation) return unspent(reservation);
      return await this.within(reservation, { ...request, id }, known);
    } finally {
      this.running -= 1;
    }
  }

  private async within(
    reservation: Reservation,
    request: AnalysisRequest & { readonly id: string },
    known: ToolOutput,
  ): Promise<ModelEnd> {
    const deadline = AbortSignal.timeout(this.settings.limits.timeoutMs);
    const signal = AbortSignal.any([request.signal, deadline]);
    const progress = new Progress(request.onProgress, signal);
    const { facts, subject } = request;
    const tools = toolsFor(facts.rights, subject.kind);
    const { metrics, log } = this.parts;
    const runner = new ToolRunner({ tools, facts, progress, metrics, log, signal }, known.evidence);
    const conversation = new Conversation(this.modelFor(request), tools, taskText(request, new Date(), known.data));
    const loop = this.loop({ conversation, runner, progress, reservation, signal }, request);
    try {
      const end = await ending(loop, deadline, request.signal);
      const { usage } = loop;
      if ('degraded' in end) return { ...end, spent: { usage, toolCalls: runner.calls, onProgress: progress.next } };
      return {
        result: resultOf(end.answer, { id: request.id, request, model: this.modelFor(request), usage, runner }),
      };
    } finally {
      await this.release(reservation);
    }
  }

  private loop(parts: Omit<LoopParts, 'client' | 'log' | 'model' | 'limits'>, request: AnalysisRequest): AnalysisLoop {
    const { client, log } = this.parts;
    return new AnalysisLoop({ ...parts, client, log, model: this.modelFor(request), limits: this.settings.limits });
  }

  private modelFor({ depth }: AnalysisRequest): string {
    return this.settings.models[depth];
  }

  /** A person hears that their budget is used up; what nobody has asked for is left to the rules. */
  private async reserve(id: string, request: AnalysisRequest): Promise<Reservation | Degraded> {
    const { limits } = this.settings;
    const microUsd = worstCaseMicroUsd(this.modelFor(request), limits);
    const intent = { analysisId: id, payer: request.payer, microUsd, withinMs: 2 * limits.timeoutMs };
    try {
      return await this.parts.budget.reserve(intent);
    } catch (error) {
      if (!isAppError(error)) {
        this.parts.log.error('The budget could not be read.', { err: error });
        return { reason: 'model_unavailable', detail: 'The budget could not be read.' };
      }
      if (request.payer !== AUTOMATIC) throw error;
      return { reason: 'budget_exhausted', detail: error.message };
    }
  }

  /** What is not given back expires: no reason to lose an answer. */
  private async release(reservation: Reservation): Promise<void> {
    try {
      await reservation.release();
    } catch (err) {
      this.parts.log.error('What was put aside for an analysis could not be given back.', { err });
    }
  }
}

/** What cannot be seen is not there: no money is spent on it. And what every analysis of an order begins with costs no turn. */
async function knownOf({ subject, facts, signal }: AnalysisRequest): Promise<ToolOutput> {
  return subject.kind === 'order' ? tell([await facts.order(subject.orderId, signal)]) : tell([]);
}

async function ending(loop: AnalysisLoop, deadline: AbortSignal, cancelled: AbortSignal): Promise<LoopEnd> {
  try {
    return await loop.run();
  } catch (error) {
    if (!deadline.aborted || cancelled.aborted) throw error;
    return { degraded: { reason: 'limit_reached', detail: 'The analysis has used up its time.' } };
  }
}

function unspent(degraded: Degraded): ModelEnd {
  return { degraded, spent: undefined };
}
