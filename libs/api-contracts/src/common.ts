import { z } from 'zod';

/** An id that the shop has given. */
export const id = z.uuid();
/** Of a path. Any text will do: one that is no id names nothing, which is a 404 and not a fault of the request. */
export const byId = z.object({ id: z.string().max(200) });

export const sku = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, '1–64 letters, digits, dots, underscores or hyphens');

/** An instant, RFC 3339 in UTC. */
export const timestamp = z.iso.datetime();

/** A text that a person wrote, without the blanks around it. */
export const text = (maxLength: number) => z.string().trim().min(1).max(maxLength);

/** The part of a query that every list has. Spread `.shape` into the list's own query. */
export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z.string().min(1).max(1000).optional(),
});

/** One page of a list; `nextCursor` is null on the last one. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

/** Makes a repeated request harmless: chosen by the client, one per intention. */
export const idempotencyKey = z.string().regex(/^[\x21-\x7e]{1,200}$/, '1–200 visible ASCII characters');

/** RFC 9457, the body of every error. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  instance: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});
export type Problem = z.infer<typeof problem>;
