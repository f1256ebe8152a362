import { deadLetterId } from '@shop/api-contracts';
import type { DeadLetter, Upstream, WholeDeadLetter } from '@shop/api-contracts';
import { traceIdOf } from '@shop/kernel';
import type { KeptLetter, ListedLetter } from '@shop/messaging';

export function toListAnswer(letter: ListedLetter, service: Upstream): DeadLetter {
  const { status, kind, handler, error, attempts, redrives, origin, decision, message } = letter;
  const { key, headers } = message;
  return {
    id: deadLetterId(service, letter.id),
    service,
    status,
    kind,
    handler,
    eventId: headers['ce_id'] ?? null,
    correlationId: headers['ce_correlationid'] ?? null,
    traceId: traceIdOf(headers['traceparent']),
    error,
    attempts,
    redrives,
    origin,
    firstFailedAt: letter.firstFailedAt.toISOString(),
    lastFailedAt: letter.lastFailedAt.toISOString(),
    decision: decision && { ...decision, at: decision.at.toISOString() },
    message: { key, headers },
  };
}

export function toWholeAnswer(letter: KeptLetter, service: Upstream): WholeDeadLetter {
  const { message, ...listed } = toListAnswer(letter, service);
  return { ...listed, message: { ...message, value: letter.message.value, isValueDropped: letter.isValueDropped } };
}
