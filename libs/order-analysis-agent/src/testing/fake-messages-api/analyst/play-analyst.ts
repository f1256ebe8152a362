import type { Conversation } from '../conversation.js';
import type { CheckedAnswer } from '../message.js';
import { chooseCalls } from './choose-calls.js';
import { composeAnswer } from './compose-answer.js';

const MOST_TURNS = 4;

/** What somebody would do who knows the shop: asks for what the facts suggest, and answers when there is nothing more to ask. */
export function playAnalyst(seen: Conversation): CheckedAnswer {
  const calls = seen.mayCallTools && seen.turn <= MOST_TURNS ? chooseCalls(seen) : [];
  if (calls.length > 0) return { text: seen.turn === 1 ? 'I look at what happened.' : 'One thing more.', tools: calls };
  return { json: composeAnswer(seen), tools: [] };
}
