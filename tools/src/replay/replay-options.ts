import { parseArgs } from 'node:util';

export interface ReplayOptions {
  readonly orders: string;
  readonly products: string | undefined;
  readonly url: string;
  readonly concurrency: number;
  readonly unlimitedStock: boolean;
  /** Whether the file is played again and again, until a signal. */
  readonly loop: boolean;
  readonly json: string | undefined;
}

export const usage =
  'npm run replay -- ORDERS.ndjson [--products PRODUCTS.ndjson] [--url URL] [--concurrency N] [--unlimited-stock] [--loop] [--json FILE]';

/** @throws Error in one plain sentence */
export function parseReplayOptions(args: readonly string[], env: NodeJS.ProcessEnv): ReplayOptions {
  const { values, positionals } = parse(args);
  const [orders, ...rest] = positionals;
  if (!orders || rest.length > 0) throw new Error(`Give one file of orders: ${usage}`);
  const concurrency = Number(values.concurrency ?? 16);
  if (!Number.isInteger(concurrency) || concurrency < 1 || concurrency > 1_000) {
    throw new Error('--concurrency takes a whole number from 1 to 1000.');
  }
  const url = values.url ?? `http://127.0.0.1:${env['PORT'] ?? '3000'}`;
  if (!URL.canParse(url)) throw new Error(`--url takes an address such as http://127.0.0.1:3000, not ${url}`);
  return {
    orders,
    products: values.products,
    url: url.replace(/\/+$/, ''),
    concurrency,
    unlimitedStock: values['unlimited-stock'] ?? false,
    loop: values.loop ?? false,
    json: values.json,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        products: { type: 'string' },
        url: { type: 'string' },
        concurrency: { type: 'string' },
        'unlimited-stock': { type: 'boolean' },
        loop: { type: 'boolean' },
        json: { type: 'string' },
      },
    });
  } catch (error) {
    throw new Error(`${(error as Error).message.split('.')[0]}. ${usage}`, { cause: error });
  }
}
