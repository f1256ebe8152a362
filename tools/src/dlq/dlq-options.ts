import { parseArgs } from 'node:util';

export type DlqCommand =
  | { readonly name: 'list'; readonly status: string; readonly kind?: string; readonly service?: string }
  | { readonly name: 'show'; readonly id: string }
  | { readonly name: 'redrive'; readonly id: string }
  | { readonly name: 'redrive-kind'; readonly kind: string; readonly service?: string }
  | { readonly name: 'discard'; readonly id: string };

export interface DlqOptions {
  readonly command: DlqCommand;
  readonly url: string;
  /** Absent: sign in as the demo administrator. */
  readonly token: string | undefined;
  readonly reason: string | undefined;
  readonly json: boolean;
}

export const usage = `npm run dlq -- COMMAND
  list [--status open|redriven|discarded|all] [--kind K] [--service S]   what waits for a decision (default: open)
  show ID                                     one dead letter with its message
  redrive ID                                  puts the message back
  redrive --kind K [--service S]              puts all open ones of a kind back
  discard ID                                  marks it as done with
  --reason TEXT  --json  --url URL (default http://127.0.0.1:$PORT)  --token TOKEN (or DLQ_TOKEN; default: the demo administrator)`;

const STATUSES = ['open', 'redriven', 'discarded', 'all'];

/** @throws Error in one plain sentence */
export function parseDlqOptions(args: readonly string[], env: NodeJS.ProcessEnv): DlqOptions {
  const { values, positionals } = parse(args);
  const url = values.url ?? `http://127.0.0.1:${env['PORT'] ?? '3000'}`;
  if (!URL.canParse(url)) throw new Error(`--url takes an address such as http://127.0.0.1:3000, not ${url}`);
  return {
    command: commandOf(positionals, values),
    url: url.replace(/\/+$/, ''),
    token: values.token ?? (env['DLQ_TOKEN'] || undefined),
    reason: values.reason,
    json: values.json ?? false,
  };
}

interface Given {
  readonly status?: string;
  readonly kind?: string;
  readonly service?: string;
}

function commandOf([name, id, ...rest]: readonly string[], given: Given): DlqCommand {
  const { kind, service, status = 'open' } = given;
  const narrowed = { ...(kind !== undefined && { kind }), ...(service !== undefined && { service }) };
  if (rest.length > 0) throw new Error(`One ID at a time:\n${usage}`);
  if (name === 'list' && id === undefined) {
    if (!STATUSES.includes(status)) throw new Error(`--status takes one of ${STATUSES.join(', ')}, not ${status}.`);
    return { name, status, ...narrowed };
  }
  if (name === 'redrive' && id === undefined && kind !== undefined) return { ...narrowed, name: 'redrive-kind', kind };
  if (kind !== undefined && name !== 'list') throw new Error(`Give an ID or --kind, not both:\n${usage}`);
  if ((name === 'show' || name === 'redrive' || name === 'discard') && id !== undefined) return { name, id };
  throw new Error(usage);
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        status: text,
        kind: text,
        service: text,
        reason: text,
        url: text,
        token: text,
        json: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new Error(`${(error as Error).message.split('.')[0]}.\n${usage}`, { cause: error });
  }
}
