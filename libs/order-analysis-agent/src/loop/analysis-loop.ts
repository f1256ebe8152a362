import type { Usage } from '@shop/api-contracts';
import type { AgentLog } from '../agent-log.js';
import type { Answer } from '../answer/answer-schema.js';
import { checkAnswer } from '../answer/check-answer.js';
import { SummaryReader } from '../answer/summary-reader.js';
import type { Reservation } from '../budget/reservation.js';
import type { Degraded } from '../model/degraded-reason.js';
import type { MessageAssembly } from '../model/message-assembly.js';
import type { ModelClient, ModelReply, OnText } from '../model/model-client.js';
import { degradedBy } from '../model/model-failure.js';
import { noUsage, withCall } from '../model/model-usage.js';
import { answerNow, repairText } from '../prompt/task.js';
import type { Conversation } from './conversation.js';
import { roomFor } from './limits.js';
import type { AnalysisLimits } from './limits.js';
import type { Progress } from './progress.js';
import type { ToolRunner } from './run-tools.js';

export interface LoopParts {
  readonly model: string;
  readonly client: ModelClient;
  readonly conversation: Conversation;
  readonly runner: ToolRunner;
  readonly progress: Progress;
  readonly limits: AnalysisLimits;
  readonly reservation: Reservation;
  readonly log: AgentLog;
  readonly signal: AbortSignal;
}

export type LoopEnd = { readonly answer: Answer } | { readonly degraded: Degraded };

/** Asks the model, runs the tools that it asks for, and asks again, until it has answered or a limit is reached. */
export class AnalysisLoop {
  usage: Usage = noUsage;
  private readonly startedAt = performance.now();
  private tools: 'on' | 'off' = 'on';
  private isRepairing = false;

  constructor(private readonly parts: LoopParts) {}

  /** @throws the signal's reason, and what a listener throws */
  async run(): Promise<LoopEnd> {
    for (;;) {
      const full = this.makeRoom();
      if (full) return { degraded: full };
      const { message, failure } = await this.ask();
      if (failure) return { degraded: degradedBy(failure) };
      const end = await this.react(message);
      if (end) return end;
    }
  }

  /** Switches the tools off when the next call has to be the answer. */
  private makeRoom(): Degraded | undefined {
    const { conversation, limits, model } = this.parts;
    const elapsed = performance.now() - this.startedAt;
    const room = roomFor({ limits, model }, this.usage, conversation.nextPromptTokens, elapsed);
    if (room.kind === 'none') return limitReached(`The analysis has used up its ${room.of}.`);
    if (room.kind === 'last' && this.tools === 'on') {
      this.tools = 'off';
      conversation.say([{ type: 'text', text: answerNow }]);
    }
    return undefined;
  }

  private async ask(): Promise<ModelReply> {
    const { client, conversation, model, progress, signal } = this.parts;
    const reply = await client.call(conversation.request(this.tools), signal, this.summaryTeller());
    const { message, outcome, costMicroUsd } = reply;
    this.usage = withCall(this.usage, message.tokens, costMicroUsd);
    await this.book({ model, outcome, ...message.tokens, costMicroUsd });
    signal.throwIfAborted();
    await progress.told();
    return reply;
  }

  /** The money is spent, booked or not: what cannot be booked is left to expire. */
  private async book(call: Parameters<Reservation['book']>[0]): Promise<void> {
    try {
      await this.parts.reservation.book(call);
    } catch (err) {
      this.parts.log.error('The cost of a call of the model could not be booked.', { err });
    }
  }

  /** Of several summaries the first is told; the analysis has the one that counts. */
  private summaryTeller(): OnText {
    const { progress } = this.parts;
    if (!progress.isSilent) return () => undefined;
    let reader = new SummaryReader();
    let current = 0;
    return (piece, block) => {
      if (block !== current) reader = new SummaryReader();
      current = block;
      progress.add(reader.read(piece));
    };
  }

  private async react(message: MessageAssembly): Promise<LoopEnd | undefined> {
    switch (message.stopReason) {
      case 'tool_use':
        return this.useTools(message);
      case 'pause_turn':
        // It has not finished: it goes on where it is when it gets its own words back.
        this.parts.conversation.heard(message);
        return undefined;
      case 'refusal':
        return { degraded: { reason: 'model_refused', detail: refusalText(message.category) } };
      case 'model_context_window_exceeded':
        return {
          degraded: { reason: 'context_exceeded', detail: 'There is more to read than the model can take in.' },
        };
      case 'max_tokens':
        return this.repair(message, ['It was cut off, for it was too long. Be shorter.']);
      default:
        // `end_turn`, and whatever else ends a message one day: what counts is whether it is an answer.
        return this.conclude(message);
    }
  }

  private async useTools(message: MessageAssembly): Promise<LoopEnd | undefined> {
    const { conversation, runner } = this.parts;
    if (this.tools === 'off')
      return { degraded: limitReached('The model asked for more tools when it had to answer.') };
    if (message.toolUses.length === 0) return this.repair(message, ['It named no tool and was no answer.']);
    conversation.heard(message);
    conversation.say(await runner.run(message.toolUses));
    return undefined;
  }

  private conclude(message: MessageAssembly): LoopEnd | undefined {
    const checked = checkAnswer(message.text, this.parts.runner.evidence);
    return 'answer' in checked ? checked : this.repair(message, checked.faults);
  }

  private repair(message: MessageAssembly, faults: readonly string[]): LoopEnd | undefined {
    if (this.isRepairing)
      return { degraded: { reason: 'invalid_answer', detail: 'The answer of the model was not usable, twice.' } };
    this.isRepairing = true;
    this.tools = 'off';
    const { conversation } = this.parts;
    // Questions to tools want answers, and half a message is none: such a one is left out.
    if (message.toolUses.length === 0 && message.stopReason !== 'max_tokens') conversation.heard(message);
    conversation.say([{ type: 'text', text: repairText(faults) }]);
    return undefined;
  }
}

function limitReached(detail: string): Degraded {
  return { reason: 'limit_reached', detail };
}

function refusalText(category: string | null): string {
  return category === null ? 'The model has refused to answer.' : `The model has refused to answer (${category}).`;
}
