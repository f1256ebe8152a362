import { allEvents } from '@shop/domain-events';
import { z } from 'zod';

/**
 * What each event looked like when it was published first: its path in the repository → its text. Such a file is written once and
 * never again, for it is what the present code is held to (libs/domain-events/src/domain-events.spec.ts).
 */
export function goldenEvents(): ReadonlyMap<string, string> {
  return new Map(
    allEvents().map(({ type, example, schema }) => [
      `libs/domain-events/src/fixtures/${type}.json`,
      `${JSON.stringify({ data: example, schema: z.toJSONSchema(schema, { io: 'input' }) }, null, 2)}\n`,
    ]),
  );
}
