import { unfinished } from './databases.js';
import { eventually } from './eventually.js';
import { endsIfAllIsConsumed } from './kafka.js';

/**
 * Waits until nothing in the shop is under way: every record consumed, every event sent, every call made. What a reaction leads to
 * lies in its database before its offset is committed, so it is there to be seen between two looks at the same offsets.
 */
export function atRest(withinMs = 120_000): Promise<boolean> {
  return eventually(
    'the shop is at rest',
    async () => {
      const before = await endsIfAllIsConsumed();
      const left = await unfinished();
      const after = await endsIfAllIsConsumed();
      if (!before || !after) throw new Error('Some records are not consumed.');
      if (left > 0) throw new Error(`${left} events or calls are not sent.`);
      return [...after].every(([place, end]) => before.get(place) === end);
    },
    withinMs,
  );
}
