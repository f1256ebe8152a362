import { invalidRequest } from './api-error.js';
import type { ContentBlock, CountTokensRequest } from './request-schema.js';

export interface Turn {
  readonly role: 'user' | 'assistant';
  readonly content: readonly ContentBlock[];
}

/** The conversation as the API reads it: a string is a block of text, and messages of one role in a row are one turn. */
export function turnsOf({ messages }: CountTokensRequest): readonly Turn[] {
  const turns: { role: Turn['role']; content: ContentBlock[] }[] = [];
  for (const { role, content } of messages) {
    const blocks: ContentBlock[] = typeof content === 'string' ? [{ type: 'text', text: content }] : content;
    const last = turns.at(-1);
    if (last?.role === role) last.content.push(...blocks);
    else turns.push({ role, content: [...blocks] });
  }
  return turns;
}

/** Throws what the API answers to a conversation in the wrong order. @param paused whether its last turn may go on */
export function checkTurns(turns: readonly Turn[], paused: (turn: Turn) => boolean): void {
  if (turns[0]?.role !== 'user') throw invalidRequest('messages: first message must use the "user" role');
  turns.forEach((turn, index) => {
    checkRoles(turn, index);
    if (turn.role === 'user') checkResults(turns[index - 1], turn, index);
  });
  const last = turns.at(-1);
  if (last?.role !== 'assistant') return;
  if (usesOf(last).length > 0) throw missingResults(usesOf(last), turns.length - 1);
  if (paused(last)) return;
  throw invalidRequest(
    'This model does not support assistant message prefill. The conversation must end with a user message.',
  );
}

function checkRoles({ role, content }: Turn, index: number): void {
  const wrong = content.find(({ type }) => type === (role === 'user' ? 'tool_use' : 'tool_result'));
  if (!wrong) return;
  throw invalidRequest(`messages.${index}: \`${wrong.type}\` blocks cannot be in \`${role}\` messages`);
}

/** All results of a turn's calls come first in the turn after it, each once, and no others. */
function checkResults(before: Turn | undefined, turn: Turn, index: number): void {
  const called = before ? usesOf(before) : [];
  const results = turn.content.flatMap((block) => (block.type === 'tool_result' ? [block.tool_use_id] : []));
  const stray = results.find((id) => !called.includes(id));
  if (stray !== undefined) {
    throw invalidRequest(
      `messages.${index}: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${stray}. Each \`tool_result\` block must have a corresponding \`tool_use\` block in the previous message.`,
    );
  }
  const twice = results.find((id, at) => results.indexOf(id) !== at);
  if (twice !== undefined) {
    throw invalidRequest(`messages.${index}: each tool_use must have a single result. Found multiple for id: ${twice}`);
  }
  const first = turn.content.slice(0, results.length).filter(({ type }) => type === 'tool_result').length;
  const missing = called.filter((id) => !results.includes(id));
  if (missing.length > 0) throw missingResults(missing, index - 1);
  if (first < results.length) throw missingResults(called, index - 1);
}

function usesOf({ content }: Turn): readonly string[] {
  return content.flatMap((block) => (block.type === 'tool_use' ? [block.id] : []));
}

function missingResults(ids: readonly string[], index: number) {
  return invalidRequest(
    `messages.${index}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${ids.join(', ')}. Each \`tool_use\` block must have a corresponding \`tool_result\` block in the next message.`,
  );
}
