import { parseArgs } from 'node:util';
import { invalid } from '@shop/kernel';
import { eventsSince, kafkaSecurity } from '@shop/messaging';
import type { MessagingConfig } from '@shop/messaging';
import { loadConfig, runOnce } from '@shop/platform';
import type { DatabaseConfig } from '@shop/platform';
import { Pool } from 'pg';

type OnEvents = Parameters<typeof eventsSince>[3];

export interface RecoveryTools<Config> {
  readonly config: Config;
  /** Of the service's database; ended afterwards. */
  readonly pool: Pool;
  /** From where on the service may have forgotten: the restore point, or some time before it. */
  readonly since: Date;
  /** Gives every event on a topic since then, in order per key. */
  readonly eventsOf: (topic: string, onEvents: OnEvents) => Promise<void>;
  /** Says something to the operator that needs a person. */
  readonly tell: (line: string) => void;
}

export interface Recovery<Config> {
  readonly service: string;
  readonly schema: Parameters<typeof loadConfig<Config>>[0];
  /** Learns again what the service has done or said and forgotten; repeated, it finds nothing. @returns how much of what was found. */
  readonly recover: (tools: RecoveryTools<Config>) => Promise<Readonly<Record<string, number>>>;
}

/**
 * All of a service's recover.js, for after its database was restored and before it is started: `node dist/recover.js --since TIME`, in the
 * service's own environment. Prints one line of JSON; ends the process, see `runOnce`.
 */
export function recoverOnce<Config extends DatabaseConfig & MessagingConfig>(
  { service, schema, recover }: Recovery<Config>,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<void> {
  return runOnce(async () => {
    const since = sinceOf(args);
    const config = loadConfig(schema, env);
    const pool = new Pool({ connectionString: config.DATABASE_URL.reveal(), max: 4, pipeline: true });
    const broker = { clientId: service, brokers: config.KAFKA_BROKERS, security: kafkaSecurity(config) };
    try {
      const found = await recover({
        config,
        pool,
        since,
        eventsOf: (topic, onEvents) => eventsSince(broker, topic, since, onEvents),
        tell: (line) => void process.stderr.write(`${line}\n`),
      });
      process.stdout.write(`${JSON.stringify({ service, since: since.toISOString(), found })}\n`);
    } finally {
      await pool.end();
    }
  }, env);
}

function sinceOf(args: readonly string[]): Date {
  const { since = '' } = parseArgs({ args: [...args], options: { since: { type: 'string' } } }).values;
  const at = new Date(since);
  if (Number.isNaN(at.getTime())) {
    throw invalid('recovery.since', 'Say from when on it may have forgotten: --since 2026-11-21T10:00:00Z');
  }
  return at;
}
