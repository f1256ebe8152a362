import type { IncomingHttpHeaders } from 'node:http';

/** What came in, as it came. */
export interface ReceivedRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The body's bytes as text. */
  readonly text: string;
  /** RFC 3339. */
  readonly receivedAt: string;
  /** `aborted`: the client went away before it had the answer. `broken`: a fault of the scenario, or `stop`, ended it. */
  readonly outcome: 'pending' | 'answered' | 'refused' | 'aborted' | 'broken';
  /** What was refused, in the API's words. */
  readonly error: string | null;
}

const KEPT = 1_000;

/** Of the last thousand requests. */
export class RequestLog {
  readonly requests: ReceivedRequest[] = [];

  /** @returns how to say what has become of it */
  add(request: Pick<ReceivedRequest, 'path' | 'headers' | 'text'>) {
    const kept: ReceivedRequest = { ...request, receivedAt: new Date().toISOString(), outcome: 'pending', error: null };
    this.requests.push(kept);
    if (this.requests.length > KEPT) this.requests.shift();
    return (outcome: ReceivedRequest['outcome'], error: string | null = null) => {
      Object.assign(kept, { outcome, error });
    };
  }
}
