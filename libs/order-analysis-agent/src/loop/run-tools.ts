import type { Anthropic } from '@anthropic-ai/sdk';
import type { Analysis } from '@shop/api-contracts';
import { isAppError } from '@shop/kernel';
import { span, SpanKind } from '@shop/telemetry';
import type { AgentLog } from '../agent-log.js';
import type { ShopFacts } from '../facts/shop-facts.js';
import { UNKNOWN_TOOL } from '../model/agent-metrics.js';
import type { AgentMetrics } from '../model/agent-metrics.js';
import type { ToolUse } from '../model/message-assembly.js';
import { plainJson } from '../prompt/data-block.js';
import { plainText } from '../tools/tell.js';
import type { Tool } from '../tools/tool.js';
import { orAborted } from './or-aborted.js';
import type { Progress } from './progress.js';

/** Of one tool. Far above what a read takes when all is well. */
const TIMEOUT_MS = 10_000;
/** At a time; a model that asks for more is told to choose. */
const MOST_AT_ONCE = 10;
/** Characters of one result. The tools keep well below it. */
const MAX_RESULT = 20_000;

/** What another service says of its failure is free text, too. */
const MAX_REASON = 300;

interface Ran {
  readonly content: string;
  readonly isError: boolean;
  readonly evidence: readonly string[];
}

export interface ToolRunnerParts {
  readonly tools: readonly Tool[];
  readonly facts: ShopFacts;
  readonly progress: Progress;
  readonly metrics: AgentMetrics;
  readonly log: AgentLog;
  readonly signal: AbortSignal;
}

/** Runs what the model asks for, and remembers what it got. */
export class ToolRunner {
  readonly calls: Analysis['toolCalls'] = [];
  /** Every id that a tool has really given. */
  readonly evidence: Set<string>;

  /** @param known ids of what was read before */
  constructor(
    private readonly parts: ToolRunnerParts,
    known: readonly string[],
  ) {
    this.evidence = new Set(known);
  }

  /** All at once; the results in the order of the questions. Errors are results, too: the model can do without, or ask otherwise. */
  run(uses: readonly ToolUse[]): Promise<Anthropic.ToolResultBlockParam[]> {
    return Promise.all(uses.map((use, at) => this.runOne(use, at)));
  }

  private async runOne(use: ToolUse, at: number): Promise<Anthropic.ToolResultBlockParam> {
    const { progress, metrics, signal } = this.parts;
    const found = this.parts.tools.find(({ name }) => name === use.name);
    const tool = found?.name ?? UNKNOWN_TOOL;
    await progress.tell({ event: 'tool_call', data: { id: use.id, tool } });
    const startedAt = performance.now();
    const { content, isError, evidence } = at < MOST_AT_ONCE ? await this.traced(found, use) : tooMany;
    signal.throwIfAborted();
    for (const id of evidence) this.evidence.add(id);
    const outcome = isError ? 'error' : 'ok';
    const call = { tool, outcome, durationMs: Math.round(performance.now() - startedAt) } as const;
    this.calls.push(call);
    metrics.asked(tool, outcome);
    await progress.tell({ event: 'tool_result', data: { id: use.id, ...call } });
    return { type: 'tool_result', tool_use_id: use.id, content, ...(isError && { is_error: true }) };
  }

  private traced(tool: Tool | undefined, use: ToolUse): Promise<Ran> {
    const name = tool?.name ?? UNKNOWN_TOOL;
    const attributes = {
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': name,
      'gen_ai.tool.type': 'function',
      'gen_ai.tool.call.id': use.id,
    };
    return span(
      `execute_tool ${name}`,
      () => ({ kind: SpanKind.INTERNAL, attributes }),
      async (opened) => {
        const ran = await this.ask(tool, use);
        if (ran.isError) opened?.failAs('tool_error');
        return ran;
      },
    );
  }

  private async ask(tool: Tool | undefined, { name, input }: ToolUse): Promise<Ran> {
    if (!tool) return failed(`There is no tool ${JSON.stringify(name.slice(0, 100))}. Use those that are listed.`);
    if (input === undefined) return failed('The input is not JSON.');
    const limit = AbortSignal.any([this.parts.signal, AbortSignal.timeout(TIMEOUT_MS)]);
    try {
      const { data, evidence } = await orAborted(tool.run(input, this.parts.facts, limit), limit);
      const content = plainJson(data);
      if (content.length > MAX_RESULT) return failed('There is too much to tell. Ask for less.');
      return { content, isError: false, evidence };
    } catch (error) {
      if (isAppError(error)) return failed(`${error.kind}: ${plainText(error.message, MAX_REASON)}`);
      if (limit.aborted) return failed('unavailable: There was no answer in time.');
      this.parts.log.error('A tool has failed.', { tool: tool.name, err: error });
      return failed('unavailable: The tool has failed.');
    }
  }
}

const tooMany = failed(`Only ${MOST_AT_ONCE} questions can be asked at a time. Ask the most important again.`);

function failed(reason: string): Ran {
  return { content: reason, isError: true, evidence: [] };
}
