import { z } from 'zod';
import { sku } from './common.js';

export const maxLines = 50;
export const maxQuantity = 1000;

const line = z.strictObject({ sku, quantity: z.int().min(1).max(maxQuantity) });
type Line = z.infer<typeof line>;

/**
 * The lines of an order, at most 50 as they are sent. The same sku twice is one line, so the limit of the quantity is for the
 * merged line; what comes out is merged, in the order of first mention.
 */
export const orderLines = z
  .array(line)
  .min(1)
  .max(maxLines)
  .superRefine((lines, context) => {
    const seen = new Map<string, number>();
    lines.forEach(({ sku, quantity }, index) => {
      const sum = (seen.get(sku) ?? 0) + quantity;
      seen.set(sku, sum);
      if (sum > maxQuantity && sum !== quantity) {
        context.addIssue({
          code: 'custom',
          path: [index, 'quantity'],
          message: `over ${maxQuantity} of ${sku} in all`,
        });
      }
    });
  })
  .transform(mergeLines);

function mergeLines(lines: readonly Line[]): readonly Line[] {
  const merged = new Map<string, number>();
  for (const { sku, quantity } of lines) merged.set(sku, (merged.get(sku) ?? 0) + quantity);
  return [...merged].map(([sku, quantity]) => ({ sku, quantity }));
}
