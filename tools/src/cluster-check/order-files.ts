import { readFile } from 'node:fs/promises';

/** As text, one record a line: what replay-pod.ts puts beside the replay. */
export interface OrderFiles {
  readonly orders: string;
  readonly products: string;
}

const GENERATED = 500;
const address = { name: 'Ada', street: '1 Main St', city: 'London', postalCode: 'N1 9GU', country: 'GB' };
const product = { sku: 'CHECK-1', name: 'Checked', category: 'Check', priceMinor: 1_999, currency: 'USD' };

/** The files that are asked for, or made-up ones. @throws Error in one plain sentence for a file that cannot be read */
export async function orderFiles(orders: string | undefined, products: string | undefined): Promise<OrderFiles> {
  if (orders === undefined || products === undefined) return madeUp();
  return { orders: await read(orders), products: await read(products) };
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new Error(`${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`, { cause: error });
  }
}

function madeUp(): OrderFiles {
  const lines = Array.from({ length: GENERATED }, (_, n) =>
    JSON.stringify({ ref: `check-${n}`, shippingAddress: address, lines: [{ sku: product.sku, quantity: 1 }] }),
  );
  return { orders: lines.join('\n'), products: JSON.stringify({ ...product, unitsInStock: 1 }) };
}
