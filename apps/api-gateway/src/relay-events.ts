import { Readable } from 'node:stream';
import type { AppError } from '@shop/kernel';
import { errorEvent, formatEvent } from '@shop/platform';

export interface Relayed {
  /** Reads no faster than it is read. */
  readonly events: Readable;
  /** Rejects with why a stream ends early. */
  readonly ended: Promise<void>;
}

const END_OF_EVENT = '\n\n';
/** Above every event that a service sends; no more is kept of one. */
const LARGEST_EVENT = 4 * 1024 * 1024;

/**
 * A stream of Server-Sent Events as it comes, in whole events: where it is cut off, the client gets no half of one, but an `error`
 * and then the end.
 */
export function relayEvents(body: Readable, failure: (cause: unknown) => AppError): Relayed {
  let end: (failed?: AppError) => void = () => undefined;
  const ended = new Promise<void>((resolve, reject) => {
    end = (failed) => (failed ? reject(failed) : resolve());
  });
  async function* relay(): AsyncGenerator<Buffer> {
    let failed: AppError | undefined;
    try {
      yield* wholeEvents(body);
    } catch (error) {
      failed = failure(error);
      yield Buffer.from(formatEvent(errorEvent(failed)));
    } finally {
      end(failed);
    }
  }
  const events = Readable.from(relay(), { objectMode: false });
  // Also where nobody has begun to read: then the generator does not hear of its end.
  events.once('close', () => {
    body.destroy();
    end();
  });
  return { events, ended };
}

async function* wholeEvents(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let begun: Buffer = Buffer.alloc(0);
  for await (const chunk of body) {
    begun = Buffer.concat([begun, chunk]);
    const end = begun.lastIndexOf(END_OF_EVENT);
    if (end >= 0) {
      const next = end + END_OF_EVENT.length;
      yield begun.subarray(0, next);
      begun = begun.subarray(next);
    }
    if (begun.length > LARGEST_EVENT) throw new Error(`An event of more than ${LARGEST_EVENT} bytes.`);
  }
}
