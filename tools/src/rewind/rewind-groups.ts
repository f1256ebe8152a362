import { parseArgs } from 'node:util';
import { invalid, services } from '@shop/kernel';
import { kafkaSecurity, messagingConfig, rewindGroup } from '@shop/messaging';
import type { MessagingLog } from '@shop/messaging';
import { loadConfig } from '@shop/platform';
import { z } from 'zod';

const usage = 'node tools/dist/rewind.js --since 2026-11-21T10:00:00Z [--group order-service …]';
const config = z.object(messagingConfig);
const quiet: MessagingLog = { info: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * Puts consumer groups, those of all services unless some are named, back to what was written since then; prints a line for each. The
 * services must be stopped. @throws AppError `rewind.options`, `group.in-use`; ConfigError
 */
export async function rewindGroups(args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const { since, groups } = optionsOf(args);
  const settings = loadConfig(config, env);
  const kafka = { clientId: 'rewind', brokers: settings.KAFKA_BROKERS, security: kafkaSecurity(settings), log: quiet };
  for (const group of groups) {
    const rewound = await rewindGroup(kafka, group, since);
    const records = rewound.reduce((sum, { from, to }) => sum + Number(from - to), 0);
    process.stdout.write(`${group}: ${records} records again, on ${rewound.length} partitions\n`);
  }
}

function optionsOf(args: readonly string[]) {
  const { values } = parseArgs({
    args: [...args],
    options: { since: { type: 'string' }, group: { type: 'string', multiple: true } },
  });
  const since = new Date(values.since ?? '');
  if (Number.isNaN(since.getTime())) throw invalid('rewind.options', `Say from when on: ${usage}`);
  return { since, groups: values.group ?? services };
}
