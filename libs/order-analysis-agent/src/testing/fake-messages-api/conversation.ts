import { turnsOf } from './check-turns.js';
import type { Turn } from './check-turns.js';
import type { MessagesRequest } from './request-schema.js';

/** A call of a tool, and what came back. */
export interface ToolExchange {
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** As the client sent it. */
  readonly text: string;
  readonly isError: boolean;
}

/** A fact of the shop as the agent tells it: in a data block of the first message, or by a tool. */
export interface ToldFact {
  /** The data block's, or the tool's. */
  readonly source: string;
  readonly evidence: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** What a model knows when it is asked to go on. */
export interface Conversation {
  /** From 1 on: how often the model has been asked. */
  readonly turn: number;
  /** The last text that the user said; results of tools are none. */
  readonly lastUserText: string;
  /** Everything that the user said. */
  readonly userText: string;
  readonly exchanges: readonly ToolExchange[];
  readonly facts: readonly ToldFact[];
  /** Every evidence id of the facts, in that order, each once. */
  readonly evidence: readonly string[];
  readonly tools: NonNullable<MessagesRequest['tools']>;
  /** Whether the client would run one now. */
  readonly mayCallTools: boolean;
  /** What a structured answer has to look like. */
  readonly schema: Readonly<Record<string, unknown>> | null;
  /** The first ids of the kind that the conversation names. */
  readonly ids: { readonly orderId: string | undefined; readonly customerId: string | undefined };
}

export function readConversation(request: MessagesRequest): Conversation {
  const turns = turnsOf(request);
  const texts = turns.filter(({ role }) => role === 'user').map(textOf);
  const exchanges = exchangesOf(turns);
  const userText = texts.filter(Boolean).join('\n');
  const blocks = [...dataBlocks(userText), ...exchanges.map(({ name, text }) => ({ name, text }))];
  const facts = blocks.flatMap(({ name, text }) => factsIn(parsed(text), name));
  const everything = blocks.map(({ text }) => text).join('\n');
  return {
    turn: turns.filter(({ role }) => role === 'assistant').length + 1,
    lastUserText: texts.findLast(Boolean) ?? '',
    userText,
    exchanges,
    facts,
    evidence: [...new Set(facts.map(({ evidence }) => evidence))],
    tools: request.tools ?? [],
    mayCallTools: request.tool_choice?.type !== 'none' && (request.tools ?? []).length > 0,
    schema: request.output_config?.format?.schema ?? null,
    ids: { orderId: idIn(everything, 'orderId'), customerId: idIn(everything, 'customerId') },
  };
}

/** JSON, or null: what a tool sends is JSON, what it says of an error may be a sentence. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function textOf({ content }: Turn): string {
  return content.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('\n');
}

function exchangesOf(turns: readonly Turn[]): readonly ToolExchange[] {
  const blocks = turns.flatMap(({ content }) => content);
  return blocks.flatMap((block) => {
    if (block.type !== 'tool_result') return [];
    const use = blocks.find((other) => other.type === 'tool_use' && other.id === block.tool_use_id);
    if (use?.type !== 'tool_use') return [];
    const text =
      typeof block.content === 'string' ? block.content : (block.content ?? []).map(({ text }) => text).join('');
    return [{ name: use.name, input: use.input, text, isError: block.is_error === true }];
  });
}

/** `<data name="…">JSON</data>`: how the agent marks what is data. */
export function dataBlocks(text: string): readonly { readonly name: string; readonly text: string }[] {
  const found = text.matchAll(/<data name="([^"]+)">\s*(.*?)\s*<\/data>/gsu);
  return [...found].map(([, name = '', inside = '']) => ({ name, text: inside }));
}

/** Whatever has an `evidence` of its own, however deep. */
function factsIn(value: unknown, source: string): readonly ToldFact[] {
  if (Array.isArray(value)) return value.flatMap((item) => factsIn(item, source));
  if (typeof value !== 'object' || value === null) return [];
  const fields = value as Readonly<Record<string, unknown>>;
  const { evidence } = fields;
  const inside = Object.values(fields).flatMap((of) => factsIn(of, source));
  return typeof evidence === 'string' ? [{ source, evidence, fields }, ...inside] : inside;
}

function idIn(text: string, name: string): string | undefined {
  return new RegExp(`"${name}":"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"`, 'i').exec(text)?.[1];
}
