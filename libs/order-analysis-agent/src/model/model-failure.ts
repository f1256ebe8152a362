import { Anthropic } from '@anthropic-ai/sdk';
import { AppError, cleanText, isAppError, unavailable } from '@shop/kernel';
import type { Degraded, DegradedReason } from './degraded-reason.js';

const DETAIL_LIMIT = 300;

/**
 * What a failed call means for the policy around it: `unavailable` counts against the API, anything else is an answer. Of a key or a
 * model that the API does not know, too, the circuit opens: the next call will not go better.
 */
export function failureOfCall(error: unknown): AppError {
  if (isAppError(error)) return error;
  const details = { cause: error };
  if (!(error instanceof Anthropic.APIError))
    return unavailable('anthropic.unreadable', 'The answer of the model could not be read.', details);
  if (error instanceof Anthropic.APIConnectionTimeoutError)
    return unavailable('anthropic.timeout', 'The model did not begin to answer in time.', details);
  const { status, type } = error as { readonly status: number | undefined; readonly type: string | null };
  if (status === 429 || status === 529 || type === 'overloaded_error' || type === 'rate_limit_error')
    return unavailable('anthropic.overloaded', 'The model takes no more work at the moment.', details);
  if (status === 413 || (status === 400 && /prompt is too long/i.test(error.message)))
    return new AppError('refused', 'anthropic.too-long', 'There is more to read than the model can take in.', details);
  if (status === 400)
    return new AppError('refused', 'anthropic.rejected', 'The model has not accepted the request.', details);
  if (status !== undefined && status < 500)
    return unavailable('anthropic.denied', `The model has not let us in (status ${status}).`, details);
  return unavailable('anthropic.unavailable', 'The model could not be reached, or has failed.', details);
}

const reasons: Readonly<Record<string, DegradedReason>> = {
  'anthropic.overloaded': 'model_overloaded',
  'anthropic.too-long': 'context_exceeded',
};

export function degradedBy({ code, message }: AppError): Degraded {
  return { reason: reasons[code] ?? 'model_unavailable', detail: message };
}

/** For the log: what the API says of the request, which may repeat some of it, cleaned and cut. */
export function failureDetails(error: unknown): object {
  if (!(error instanceof Anthropic.APIError)) return error instanceof Error ? { error: error.name } : {};
  const { type, requestID, apiMessage } = error;
  const said = apiMessage === null ? undefined : cleanText(apiMessage).slice(0, DETAIL_LIMIT);
  return { status: error.status as unknown, errorType: type, providerRequestId: requestID, said };
}
