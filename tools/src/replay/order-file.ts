import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const line = z.object({ sku: z.string(), quantity: z.int().positive() });
const address = z.object({
  name: z.string(),
  street: z.string(),
  city: z.string(),
  region: z.string().nullish(),
  postalCode: z.string().nullish(),
  country: z.string(),
});

/** A line of the order file; what else it carries is left alone. */
export const orderRecord = z.object({ ref: z.string(), shippingAddress: address, lines: z.array(line).min(1) });
export type OrderRecord = z.infer<typeof orderRecord>;

/** A line of the product file. `discontinued` is ignored: at the time of the orders it was sold. */
export const productRecord = z.object({
  sku: z.string(),
  name: z.string(),
  category: z.string(),
  priceMinor: z.int().nonnegative(),
  currency: z.string(),
  unitsInStock: z.int().nonnegative(),
});
export type ProductRecord = z.infer<typeof productRecord>;

/** Reads newline-delimited JSON. @throws Error that names the file and the line at fault */
export async function readRecords<T>(file: string, schema: z.ZodType<T>): Promise<T[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${file} cannot be read (${error.code ?? error.message}).`);
  });
  return text.split('\n').flatMap((row, index) => {
    if (row.trim() === '') return [];
    const parsed = schema.safeParse(parseJson(row));
    if (parsed.success) return [parsed.data];
    const [issue] = parsed.error.issues;
    throw new Error(`${file}, line ${index + 1}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? 'not valid'}`);
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
