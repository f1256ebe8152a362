import { unreachable } from '@shop/kernel';
import { demoAccounts } from '../client/demo-accounts.js';
import { ShopClient } from '../client/shop-client.js';
import { DeadLetterClient } from './dead-letter-client.js';
import { parseDlqOptions } from './dlq-options.js';
import type { DlqOptions } from './dlq-options.js';
import { letterInFull, letterTable } from './show-letters.js';

/** Somebody sits in front of it: rather say so than wait for long. */
const PATIENCE_MS = 5_000;

interface Said {
  /** For people. */
  readonly text: string;
  readonly json: unknown;
  readonly degraded?: readonly string[];
}

/** @returns the exit code: 0 done, 1 not, 2 for a wrong command line */
export async function runDlq(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  let options: DlqOptions;
  try {
    options = parseDlqOptions(args, env);
  } catch (error) {
    return complain(error, 2);
  }
  const shop = new ShopClient(options.url, PATIENCE_MS);
  try {
    if (options.token) shop.withToken(options.token);
    else await shop.signIn(demoAccounts.admin, demoAccounts.password);
    const { text, json, degraded = [] } = await run(new DeadLetterClient(shop), options);
    process.stdout.write(`${options.json ? JSON.stringify(json, null, 2) : text}\n`);
    if (degraded.length === 0) return 0;
    return complain(new Error(`Without ${degraded.join(', ')}: no answer from there.`), 1);
  } catch (error) {
    return complain(error, 1);
  } finally {
    await shop.close();
  }
}

async function run(letters: DeadLetterClient, { command, reason }: DlqOptions): Promise<Said> {
  switch (command.name) {
    case 'list': {
      const { name: _, status, ...filter } = command;
      const found = await letters.list({ ...filter, ...(status !== 'all' && { status }) });
      return { text: letterTable(found.letters), json: found, degraded: found.degraded };
    }
    case 'show': {
      const letter = await letters.show(command.id);
      return { text: letterInFull(letter), json: letter };
    }
    case 'redrive': {
      const letter = await letters.redrive(command.id, reason);
      return { text: `Put back into ${letter.origin.topic}. If it fails again, it is open again.`, json: letter };
    }
    case 'redrive-kind': {
      const { kind, service } = command;
      const asked = { kind, ...(service && { service }), ...(reason && { reason }) };
      const done = await letters.redriveKind(asked, (count) => process.stderr.write(`${count} put back …\n`));
      return {
        text: `${done.redriven} put back. What fails again is open again.`,
        json: done,
        degraded: done.degraded,
      };
    }
    case 'discard':
      await letters.discard(command.id, reason);
      return { text: 'Discarded.', json: { discarded: command.id } };
    default:
      return unreachable(command);
  }
}

function complain(error: unknown, code: number): number {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  return code;
}
