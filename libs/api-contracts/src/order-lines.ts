import { z } from 'zod';
import { sku } from './common.js';

export const maxLines = 50;
export const maxQuantity = 1000;

const line = z.strictObject({ sku, quantity: z.int().min(1).max(maxQuantity) });

/**
 * The lines of an order, at most 50 as they are sent. The same sku twice is one line, so the limit of the quantity is for all of
 * a sku together. They are left as they are: whoever prices them merges, and names a fault where the client sent it.
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
  });
