import { readFileSync } from 'node:fs';
import { invalid } from '@shop/kernel';
import { z } from 'zod';
import { errorStatuses } from './api-error.js';

const stopReason = z.enum([
  'end_turn',
  'tool_use',
  'max_tokens',
  'stop_sequence',
  'refusal',
  'pause_turn',
  'model_context_window_exceeded',
]);

const tokens = z.int().nonnegative();

const toolCall = z.strictObject({
  name: z.string(),
  input: z.record(z.string(), z.unknown()).default({}),
  /** Instead of `input`: what the model writes, though it be no JSON. */
  rawInput: z.string().optional(),
});

/**
 * What the model says in a turn. In all texts `{{orderId}}` and `{{customerId}}` stand for the first such id of the conversation,
 * and the item `"{{evidence}}"` of a list for every evidence id that tools have returned.
 */
const answer = z.strictObject({
  /** The plausible analyst answers; all other fields are left out then. */
  play: z.literal('analyst').optional(),
  thinking: z.string().optional(),
  text: z.string().optional(),
  /** Said as JSON, after `text`. */
  json: z.unknown().optional(),
  /** Called together. */
  tools: z.array(toolCall).default([]),
  /** `tool_use` if there are tools, else `end_turn`. */
  stopReason: stopReason.optional(),
  /** Left out: estimated from the request's and the answer's length. */
  usage: z
    .strictObject({ input: tokens, output: tokens, cacheRead: tokens.default(0), cacheWrite: tokens.default(0) })
    .optional(),
});
/** @see answer */
export type Answer = z.input<typeof answer>;

const afterEvents = z.int().nonnegative().default(4);

/** What goes wrong. Counts are of server-sent events; an answer in one piece is cut in its middle. */
const fault = z.discriminatedUnion('kind', [
  /** An error in place of an answer. */
  z.strictObject({
    kind: z.literal('error'),
    status: z.literal([...errorStatuses]),
    message: z.string().optional(),
    retryAfterSeconds: z.number().nonnegative().optional(),
  }),
  /** The connection is reset before anything is answered. */
  z.strictObject({ kind: z.literal('reset') }),
  /** Nothing comes for a while, then all of it. */
  z.strictObject({ kind: z.literal('slow-start'), delayMs: z.int().positive() }),
  /** A pause before every event. */
  z.strictObject({ kind: z.literal('slow-stream'), everyMs: z.int().positive() }),
  /** The connection is reset in the middle. */
  z.strictObject({ kind: z.literal('cut'), afterEvents }),
  /** The stream ends in the middle as if that were all. */
  z.strictObject({ kind: z.literal('end-early'), afterEvents }),
  /** Nothing more comes, and the connection stays open. */
  z.strictObject({ kind: z.literal('stall'), afterEvents }),
  /** An `error` event in the middle: the API can no longer change the status. */
  z.strictObject({ kind: z.literal('error-event'), afterEvents, status: z.literal([...errorStatuses]).default(529) }),
]);
export type Fault = z.infer<typeof fault>;

/** All that are given must hold. */
const match = z.strictObject({
  /** The turn of the conversation, from 1 on. */
  turn: z.int().positive().optional(),
  /** A regular expression on the last text that the user (not a tool) said. */
  lastUserText: z.string().optional(),
  /** Tools that have been called so far, all of them. */
  called: z.array(z.string()).optional(),
  /** Tools of which none has been called so far. */
  notCalled: z.array(z.string()).optional(),
  /** Whether the answer has to be structured. */
  structured: z.boolean().optional(),
});
export type Match = z.infer<typeof match>;

const scenarioTurn = z.strictObject({
  when: match.optional(),
  /** How often it may be played: once without `when`, without end with it. */
  times: z.int().positive().optional(),
  answer: answer.default({ play: 'analyst', tools: [] }),
  fault: fault.optional(),
});
export type ScenarioTurn = z.input<typeof scenarioTurn>;

/** What a model does: of its turns the first plays that matches and may still be played. */
export const scenario = z.strictObject({
  name: z.string(),
  about: z.string().optional(),
  turns: z.array(scenarioTurn).min(1),
});
export type Scenario = z.input<typeof scenario>;
export type CheckedScenario = z.infer<typeof scenario>;

/** Calls sensible tools for any order or question, and answers with what they told. */
export const plausibleAnalyst: Scenario = {
  name: 'plausible analyst',
  turns: [{ when: {}, answer: { play: 'analyst' } }],
};

/** @throws AppError `invalid`, one sentence, for a file that is missing, no JSON, or no scenario */
export function readScenario(file: string): CheckedScenario {
  try {
    return scenario.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error).replace(/\s*\n\s*/g, ' ') : String(error);
    throw invalid('fake-model.scenario', `${file} is no scenario: ${reason}`);
  }
}
