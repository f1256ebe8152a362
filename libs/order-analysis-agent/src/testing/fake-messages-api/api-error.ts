/** The API's kinds of errors, by status. 413 has a name of its own on the wire that the SDK's types do not list. */
const types = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  500: 'api_error',
  503: 'api_error',
  504: 'timeout_error',
  529: 'overloaded_error',
} as const;

export type ErrorStatus = keyof typeof types;

export const errorStatuses = Object.keys(types).map(Number) as readonly ErrorStatus[];

/** An answer that is not a message, in the shape in which the Messages API gives it. */
export class ApiError extends Error {
  constructor(
    readonly status: ErrorStatus,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }

  /** The body of the answer; in a stream, the data of its `error` event. */
  body(requestId: string): object {
    return { type: 'error', error: { type: types[this.status], message: this.message }, request_id: requestId };
  }
}

export function invalidRequest(message: string): ApiError {
  return new ApiError(400, message);
}
