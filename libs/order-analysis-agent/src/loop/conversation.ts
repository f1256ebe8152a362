import type { Anthropic } from '@anthropic-ai/sdk';
import { answerFormat } from '../answer/answer-schema.js';
import { promptTokens } from '../model/model-usage.js';
import type { MessageAssembly } from '../model/message-assembly.js';
import type { ModelRequest } from '../model/model-client.js';
import { systemPrompt } from '../prompt/system-prompt.js';
import type { Tool } from '../tools/tool.js';
import { MAX_OUTPUT } from './limits.js';
import { toolParams } from './tool-params.js';

/** A guess that is rather too high: English has four, JSON fewer. */
const CHARACTERS_A_TOKEN = 3;

const cached = { cache_control: { type: 'ephemeral' } } as const;

/** What has been said so far, as the API wants it: everything again with each call, and the same up to where it is new. */
export class Conversation {
  private readonly messages: Anthropic.MessageParam[];
  private readonly tools: Anthropic.Tool[];
  /** Of the last call, as it was counted; the whole prompt of the next one but for what is new. */
  private countedTokens = 0;
  private newCharacters: number;

  constructor(
    private readonly model: string,
    tools: readonly Tool[],
    task: string,
  ) {
    this.tools = toolParams(tools);
    this.messages = [{ role: 'user', content: [{ type: 'text', text: task }] }];
    this.newCharacters = systemPrompt.length + task.length + JSON.stringify([this.tools, answerFormat]).length;
  }

  /** What the next call is going to send: a guess. */
  get nextPromptTokens(): number {
    return this.countedTokens + Math.ceil(this.newCharacters / CHARACTERS_A_TOKEN);
  }

  /** @param tools `off`: they stay in the request, for they are at the beginning of what is cached */
  request(tools: 'on' | 'off'): ModelRequest {
    return {
      model: this.model,
      max_tokens: MAX_OUTPUT,
      system: [{ type: 'text', text: systemPrompt, ...cached }],
      tools: this.tools,
      tool_choice: { type: tools === 'on' ? 'auto' : 'none' },
      output_config: { format: answerFormat },
      messages: this.messages,
      // Marks the end of what has been said so far: the next call reads all of it from the cache.
      ...cached,
    };
  }

  /** What the model has said. */
  heard(message: MessageAssembly): void {
    const { content, tokens } = message;
    this.countedTokens = promptTokens(tokens) + tokens.outputTokens;
    this.newCharacters = 0;
    if (content.length > 0) this.messages.push({ role: 'assistant', content });
  }

  /** What it is told next. */
  say(content: Anthropic.ContentBlockParam[]): void {
    this.messages.push({ role: 'user', content });
    this.newCharacters += JSON.stringify(content).length;
  }
}
