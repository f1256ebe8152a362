import type { Upstream } from '@shop/api-contracts';
import { unavailable } from '@shop/kernel';
import type { AppError } from '@shop/kernel';
import type { UpstreamAnswer } from './upstream-call.js';

/** A service says 503 when something that it needs is down: for the circuit that is as good as no answer. */
export function noAnswerIn503(name: Upstream, { headers }: Pick<UpstreamAnswer, 'headers'>): AppError {
  const seconds = Number(headers['retry-after']);
  const retryAfterMs = seconds > 0 ? seconds * 1000 : undefined;
  return unavailable(`${name}.unavailable`, `${name} is not available.`, { retryAfterMs });
}
