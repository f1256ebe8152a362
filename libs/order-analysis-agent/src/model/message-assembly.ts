import type { Anthropic } from '@anthropic-ai/sdk';
import { noTokens } from './model-usage.js';
import type { TokenUsage } from './model-usage.js';

/** What the model wants a tool to be asked. */
export interface ToolUse {
  readonly id: string;
  readonly name: string;
  /** `undefined` if it is not JSON. */
  readonly input: unknown;
}

const CHARACTERS_A_TOKEN = 3;

type Block = Anthropic.ContentBlock & { json?: string };

/**
 * Puts a message together from its stream. The SDK's own helper would do so, too, but fails the whole message when the input of
 * one tool is not JSON; here that tool alone answers with an error, and the tokens of a message that is cut off are known.
 */
export class MessageAssembly {
  readonly blocks: Block[] = [];
  id = '';
  stopReason: string | null = null;
  /** Of a refusal. */
  category: string | null = null;
  /** Whether the stream has come to its end. */
  isWhole = false;
  private counted: TokenUsage = noTokens;

  take(event: Anthropic.RawMessageStreamEvent): void {
    switch (event.type) {
      case 'message_start':
        this.id = event.message.id;
        this.count(event.message.usage);
        return;
      case 'content_block_start':
        this.blocks[event.index] = { ...event.content_block };
        return;
      case 'content_block_delta':
        this.append(this.blocks[event.index], event.delta);
        return;
      case 'message_delta':
        this.stopReason = event.delta.stop_reason;
        this.category = event.delta.stop_details?.category ?? null;
        this.count(event.usage);
        return;
      case 'message_stop':
        this.isWhole = true;
        return;
      case 'content_block_stop':
        return;
    }
  }

  /** Of a message that was cut off nobody has said how much it was: it is guessed by its length. */
  get tokens(): TokenUsage {
    if (this.isWhole) return this.counted;
    const guessed = Math.ceil(JSON.stringify(this.blocks).length / CHARACTERS_A_TOKEN);
    const outputTokens = this.blocks.length === 0 ? 0 : Math.max(this.counted.outputTokens, guessed);
    return { ...this.counted, outputTokens };
  }

  /** The last text: what it says before it asks for tools is no answer. */
  get text(): string {
    return this.blocks.findLast((block) => block.type === 'text')?.text ?? '';
  }

  get toolUses(): readonly ToolUse[] {
    return this.blocks.flatMap((block) =>
      block.type === 'tool_use' ? [{ id: block.id, name: block.name, input: inputOf(block) }] : [],
    );
  }

  /** As the next request repeats it. */
  get content(): Anthropic.ContentBlockParam[] {
    return this.blocks.flatMap((block) => {
      // A text without a letter is refused.
      if (block.type === 'text') return block.text === '' ? [] : [{ type: 'text', text: block.text }];
      if (block.type !== 'tool_use') return [block as Anthropic.ContentBlockParam];
      return [{ type: 'tool_use', id: block.id, name: block.name, input: inputOf(block) ?? {} }];
    });
  }

  private append(block: Block | undefined, delta: Anthropic.RawContentBlockDelta): void {
    if (block?.type === 'text' && delta.type === 'text_delta') block.text += delta.text;
    if (block?.type === 'tool_use' && delta.type === 'input_json_delta')
      block.json = (block.json ?? '') + delta.partial_json;
    if (block?.type === 'thinking' && delta.type === 'thinking_delta') block.thinking += delta.thinking;
    if (block?.type === 'thinking' && delta.type === 'signature_delta') block.signature = delta.signature;
  }

  /** Totals so far, and of those that are left out what was said before. */
  private count(usage: Anthropic.Usage | Anthropic.MessageDeltaUsage): void {
    this.counted = {
      inputTokens: usage.input_tokens ?? this.counted.inputTokens,
      cacheReadTokens: usage.cache_read_input_tokens ?? this.counted.cacheReadTokens,
      cacheWriteTokens: usage.cache_creation_input_tokens ?? this.counted.cacheWriteTokens,
      outputTokens: usage.output_tokens ?? this.counted.outputTokens,
    };
  }
}

function inputOf({ json, input }: Anthropic.ToolUseBlock & { json?: string }): unknown {
  if (json === undefined || json === '') return input;
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}
