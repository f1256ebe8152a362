import { stopDetails, wholeMessage } from './message.js';
import type { AnswerBlock, ModelMessage } from './message.js';

export interface StreamEvent {
  readonly event: string;
  readonly data: object;
}

const PIECE = 24;

/** A message as the server-sent events of `stream: true`, in the API's order. */
export function eventsOf(message: ModelMessage): readonly StreamEvent[] {
  const begin = { ...wholeMessage(message), content: [], stop_reason: null, stop_details: null };
  const usage = { ...message.usage, output_tokens: 1 };
  const delta = { stop_reason: message.stopReason, stop_sequence: null, stop_details: stopDetails(message.stopReason) };
  return [
    event({ type: 'message_start', message: { ...begin, usage } }),
    event({ type: 'ping' }),
    ...message.blocks.flatMap(blockEvents),
    event({ type: 'message_delta', delta, usage: message.usage }),
    event({ type: 'message_stop' }),
  ];
}

function blockEvents({ content, written }: AnswerBlock, index: number): readonly StreamEvent[] {
  return [
    event({ type: 'content_block_start', index, content_block: beginning(content) }),
    ...deltas(content, written).map((delta) => event({ type: 'content_block_delta', index, delta })),
    event({ type: 'content_block_stop', index }),
  ];
}

function beginning(content: AnswerBlock['content']): object {
  switch (content.type) {
    case 'text':
      return { ...content, text: '' };
    case 'thinking':
      return { ...content, thinking: '', signature: '' };
    case 'tool_use':
      return { ...content, input: {} };
  }
}

function deltas(content: AnswerBlock['content'], written: string): readonly object[] {
  const pieces = written.match(new RegExp(`.{1,${PIECE}}`, 'gsu')) ?? [];
  switch (content.type) {
    case 'text':
      return pieces.map((text) => ({ type: 'text_delta', text }));
    case 'thinking':
      return [
        ...pieces.map((thinking) => ({ type: 'thinking_delta', thinking })),
        { type: 'signature_delta', signature: content['signature'] },
      ];
    case 'tool_use':
      return ['', ...pieces].map((part) => ({ type: 'input_json_delta', partial_json: part }));
  }
}

function event(data: { readonly type: string; readonly [field: string]: unknown }): StreamEvent {
  return { event: data.type, data };
}
