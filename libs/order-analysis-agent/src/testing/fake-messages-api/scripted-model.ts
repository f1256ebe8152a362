import { playAnalyst } from './analyst/play-analyst.js';
import { ApiError } from './api-error.js';
import { checkRequest, parseBody } from './check-request.js';
import { checkTurns, turnsOf } from './check-turns.js';
import type { Turn } from './check-turns.js';
import { Script } from './choose-turn.js';
import { readConversation } from './conversation.js';
import type { Conversation } from './conversation.js';
import { PromptCache } from './count-tokens.js';
import { sendJson, sendStream, sendWhole } from './deliver.js';
import type { Delivery } from './deliver.js';
import { fillIn } from './fill-in.js';
import { composeMessage } from './message.js';
import type { CheckedAnswer, ModelMessage } from './message.js';
import type { ReceivedRequest } from './received-request.js';
import { countTokensRequest, messagesRequest } from './request-schema.js';
import { scenario as scenarioSchema } from './scenario.js';
import type { Fault, Scenario } from './scenario.js';

type Outcome = ReceivedRequest['outcome'];

/** What stands behind the fake API in place of a model. */
export class ScriptedModel {
  private readonly cache = new PromptCache();
  private readonly paused = new Set<string>();
  private readonly script: Script;

  constructor(scenario: Scenario) {
    this.script = new Script(scenarioSchema.parse(scenario));
  }

  /** @throws ApiError for what the API would refuse, and for a fault that is an error */
  async answer(text: string, delivery: Delivery): Promise<Outcome> {
    const request = parseBody(text, messagesRequest);
    checkRequest(request);
    checkTurns(turnsOf(request), (turn) => this.paused.has(keyOf(turn)));
    const seen = readConversation(request);
    const { answer, fault } = this.script.next(seen);
    if (fault?.kind === 'error') throw errorOf(fault);
    if (fault?.kind === 'reset') {
      delivery.response.socket?.resetAndDestroy();
      return 'broken';
    }
    const message = composeMessage(request.model, said(answer, seen), this.cache.count(request));
    if (message.stopReason === 'pause_turn') this.paused.add(keyOf({ role: 'assistant', content: contentOf(message) }));
    await (request.stream ? sendStream : sendWhole)(message, fault, delivery);
    return fault && 'afterEvents' in fault ? 'broken' : 'answered';
  }

  countTokens(text: string, delivery: Delivery): Outcome {
    const request = parseBody(text, countTokensRequest);
    checkRequest(request);
    const { input, cacheRead, cacheWrite } = new PromptCache().count(request);
    sendJson({ input_tokens: input + cacheRead + cacheWrite }, delivery);
    return 'answered';
  }
}

function said(answer: CheckedAnswer, seen: Conversation): CheckedAnswer {
  return answer.play === 'analyst' ? playAnalyst(seen) : fillIn(answer, seen);
}

function errorOf({ status, message, retryAfterSeconds }: Extract<Fault, { kind: 'error' }>): ApiError {
  const wait: Record<string, string> =
    retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
  return new ApiError(status, message ?? (status === 529 ? 'Overloaded' : `The scenario answers ${status}`), wait);
}

function contentOf({ blocks }: ModelMessage): Turn['content'] {
  return blocks.map(({ content }) => content) as unknown as Turn['content'];
}

/** A paused turn comes back as it was; fields that a client may leave out do not count. */
function keyOf({ content }: Turn): string {
  return JSON.stringify(
    content.map((block) => [block.type, 'text' in block ? block.text : 'id' in block ? block.id : null]),
  );
}
