import { randomBytes } from 'node:crypto';
import type { InputTokens } from './count-tokens.js';
import { tokensIn } from './count-tokens.js';
import { parsed } from './conversation.js';
import type { CheckedScenario } from './scenario.js';

export type CheckedAnswer = CheckedScenario['turns'][number]['answer'];

/** A block of the answer. `written`: what the model writes of it, which is what a stream brings in pieces. */
export interface AnswerBlock {
  readonly content: Readonly<Record<string, unknown>> & { readonly type: 'text' | 'thinking' | 'tool_use' };
  readonly written: string;
}

/** The message of the API: https://platform.claude.com/docs/en/api/messages */
export interface ModelMessage {
  readonly id: string;
  readonly model: string;
  readonly blocks: readonly AnswerBlock[];
  readonly stopReason: string;
  readonly usage: Readonly<Record<string, unknown>> & { readonly output_tokens: number };
}

export function newId(kind: 'msg' | 'toolu' | 'req'): string {
  return `${kind}_01${randomBytes(11).toString('hex')}`;
}

export function composeMessage(model: string, answer: CheckedAnswer, counted: InputTokens): ModelMessage {
  const blocks = blocksOf(answer);
  const written = blocks.reduce((sum, block) => sum + tokensIn(block.written), 0);
  return {
    id: newId('msg'),
    model,
    blocks,
    stopReason: answer.stopReason ?? (answer.tools.length > 0 ? 'tool_use' : 'end_turn'),
    usage: usageOf(answer.usage ?? { ...counted, output: written }),
  };
}

/** In one piece, as it is answered without `stream`. */
export function wholeMessage({ id, model, blocks, stopReason, usage }: ModelMessage): object {
  const stop = { stop_reason: stopReason, stop_sequence: null, stop_details: stopDetails(stopReason) };
  const content = blocks.map((block) => block.content);
  return { id, type: 'message', role: 'assistant', model, content, ...stop, usage, container: null, diagnostics: null };
}

export function stopDetails(stopReason: string): object | null {
  return stopReason === 'refusal' ? { type: 'refusal', category: 'general_harms', explanation: null } : null;
}

function blocksOf({ thinking, text, json, tools }: CheckedAnswer): readonly AnswerBlock[] {
  const said = [text, json === undefined ? undefined : JSON.stringify(json)]
    .filter((part) => part !== undefined)
    .join('');
  return [
    ...(thinking === undefined
      ? []
      : [{ content: { type: 'thinking' as const, thinking, signature: 'c2lnbmF0dXJl' }, written: thinking }]),
    ...(said === '' ? [] : [{ content: { type: 'text' as const, text: said, citations: null }, written: said }]),
    ...tools.map(toolUse),
  ];
}

function toolUse({ name, input, rawInput }: CheckedAnswer['tools'][number]): AnswerBlock {
  const written = rawInput ?? JSON.stringify(input);
  const given = rawInput === undefined ? input : (parsed(rawInput) ?? { INVALID_JSON: rawInput });
  return { content: { type: 'tool_use', id: newId('toolu'), name, input: given, caller: { type: 'direct' } }, written };
}

function usageOf(tokens: InputTokens & { readonly output: number }): ModelMessage['usage'] {
  return {
    input_tokens: tokens.input,
    cache_creation_input_tokens: tokens.cacheWrite,
    cache_read_input_tokens: tokens.cacheRead,
    cache_creation: { ephemeral_5m_input_tokens: tokens.cacheWrite, ephemeral_1h_input_tokens: 0 },
    output_tokens: tokens.output,
    output_tokens_details: null,
    server_tool_use: null,
    service_tier: 'standard',
    inference_geo: null,
    speed: null,
  };
}
