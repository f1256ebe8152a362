import { parseArgs } from 'node:util';

export interface ComposeCheckOptions {
  /** The images are there already. */
  readonly built: boolean;
  /** Leaves the shop running, for a look. */
  readonly keep: boolean;
  /** Patterns of files of the end-to-end suite: then only they are run, on a shop that is just up. */
  readonly files: readonly string[];
}

export const usage = 'npm run compose:check -- [--built] [--keep] [E2E-FILE …]';

/** @throws Error in one plain sentence */
export function parseComposeCheckOptions(args: readonly string[]): ComposeCheckOptions {
  try {
    const options = { built: { type: 'boolean' }, keep: { type: 'boolean' } } as const;
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options });
    return { built: values.built ?? false, keep: values.keep ?? false, files: positionals };
  } catch (error) {
    throw new Error(`${(error as Error).message.split('.')[0]}. ${usage}`, { cause: error });
  }
}
