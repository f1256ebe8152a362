import { parseArgs } from 'node:util';

export interface ClusterCheckOptions {
  /** The context of kubectl; not given: the current one, if it is a cluster on one's own machine. */
  readonly context: string | undefined;
  /** A file of orders and one of products, as `npm run replay` takes them; not given: orders of a demo product. */
  readonly orders: string | undefined;
  readonly products: string | undefined;
  /** Patterns of the end-to-end suite's files; not given: those that make sense in a cluster. */
  readonly files: readonly string[];
  /** Whether the namespace stays when all is done. */
  readonly keep: boolean;
}

export const usage = 'npm run cluster:check -- [--context NAME] [--orders FILE --products FILE] [--keep] [E2E-FILE …]';

/** @throws Error in one plain sentence */
export function parseClusterCheckOptions(args: readonly string[]): ClusterCheckOptions {
  const { values, positionals: files } = parse(args);
  const { context, orders, products, keep = false } = values;
  if ((orders === undefined) !== (products === undefined)) {
    throw new Error('--orders and --products go together: the products of the orders have to be listed.');
  }
  return { context, orders, products, keep, files };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        context: { type: 'string' },
        orders: { type: 'string' },
        products: { type: 'string' },
        keep: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new Error(`${(error as Error).message.split('.')[0]}. ${usage}`, { cause: error });
  }
}
