import { createHash } from 'node:crypto';
import type { CountTokensRequest } from './request-schema.js';

const CHARACTERS_A_TOKEN = 4;

export interface InputTokens {
  readonly input: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
}

export function tokensIn(value: unknown): number {
  return Math.ceil((typeof value === 'string' ? value : JSON.stringify(value)).length / CHARACTERS_A_TOKEN);
}

/**
 * Remembers what it has been sent up to each `cache_control`, as the API does: tools first, then the system prompt, then the
 * messages. Without the API's smallest size and without an end of life.
 */
export class PromptCache {
  private readonly known = new Set<string>();

  count(request: CountTokensRequest): InputTokens {
    const blocks = blocksOf(request);
    const marks = blocks.flatMap(({ marked }, index) => (marked ? [index] : []));
    const total = tokensUpTo(blocks, blocks.length - 1);
    const end = marks.at(-1);
    if (end === undefined) return { input: total, cacheRead: 0, cacheWrite: 0 };
    const found = marks.findLast((mark) => this.known.has(prefix(blocks, mark)));
    for (const mark of marks) this.known.add(prefix(blocks, mark));
    const cacheRead = found === undefined ? 0 : tokensUpTo(blocks, found);
    const cached = tokensUpTo(blocks, end);
    return { input: total - cached, cacheRead, cacheWrite: cached - cacheRead };
  }
}

interface Block {
  readonly text: string;
  readonly marked: boolean;
}

function blocksOf({ tools = [], system = [], messages, cache_control }: CountTokensRequest): readonly Block[] {
  const prompt = typeof system === 'string' ? [system] : system;
  const contents = messages.flatMap(({ content }): unknown[] => (typeof content === 'string' ? [content] : content));
  const blocks = [...tools, ...prompt, ...contents].map(toBlock);
  // At the top of a request it marks the last block.
  return blocks.map((block, index) =>
    cache_control && index === blocks.length - 1 ? { ...block, marked: true } : block,
  );
}

/** A mark moves on from request to request: what is marked is no part of what is compared. */
function toBlock(value: unknown): Block {
  if (typeof value !== 'object' || value === null) return { text: String(value), marked: false };
  const { cache_control: mark, ...rest } = value as { cache_control?: unknown };
  return { text: JSON.stringify(rest), marked: Boolean(mark) };
}

function tokensUpTo(blocks: readonly Block[], last: number): number {
  return blocks.slice(0, last + 1).reduce((sum, { text }) => sum + tokensIn(text), 0);
}

function prefix(blocks: readonly Block[], last: number): string {
  const hash = createHash('sha256');
  for (const { text } of blocks.slice(0, last + 1)) hash.update(text).update('\0');
  return hash.digest('hex');
}
