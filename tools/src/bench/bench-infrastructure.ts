import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { services } from '@shop/kernel';
import { databaseOf } from '../demo/shop-map.js';
import { startLocalKafka } from '../infrastructure/local-kafka.js';
import { startLocalPostgres } from '../infrastructure/local-postgres.js';
import { createServiceDatabases } from '../infrastructure/service-databases.js';
import { Supervisor } from '../infrastructure/supervisor.js';
import type { RunningProcess } from '../infrastructure/supervisor.js';
import type { BenchRun } from './bench-case.js';
import type { Started } from './started.js';

/** PostgreSQL (fsync on, as delivered) and Kafka, for one case; contenders come and go, these stay. */
export interface BenchInfrastructure {
  readonly directory: string;
  readonly kafkaBrokers: string;
  /** Database name → URL. */
  readonly databases: ReadonlyMap<string, string>;
  /** The URL of a new, empty database of this name. */
  readonly createDatabase: (name: string) => Promise<string>;
  readonly started: Started;
  /** Takes a line about a process that has ended by itself. */
  readonly print: (line: string) => void;
  readonly processes: () => readonly RunningProcess[];
  readonly stop: () => Promise<void>;
}

export async function startBenchInfrastructure(run: BenchRun, name: string): Promise<BenchInfrastructure> {
  const { progress } = run;
  const directory = join(run.directory, name);
  mkdirSync(directory);
  chmodSync(directory, 0o755); // run by root, Postgres is another user that has to get in here
  progress('starting PostgreSQL and Kafka …');
  const supervisor = new Supervisor({ logs: join(directory, 'logs'), print: progress });
  const stop = () => supervisor.stopAll([['kafka', 'postgres']]);
  run.started.add(stop);
  try {
    const [postgres, kafka] = await Promise.all([
      startLocalPostgres({ directory, durability: 'full', supervisor, debug: () => undefined }),
      startLocalKafka({ directory, supervisor, print: progress }),
    ]);
    const databases = await createServiceDatabases({ ...postgres, names: services.map(databaseOf) });
    const createDatabase = async (database: string) => {
      const urls = await createServiceDatabases({ ...postgres, names: [database] });
      return urls.get(database) ?? '';
    };
    await kafka.ready();
    run.note(await postgresFacts(postgres.adminUrl));
    return {
      directory,
      kafkaBrokers: kafka.brokers,
      databases,
      createDatabase,
      started: run.started,
      print: progress,
      processes: () => supervisor.running(),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

const FACTS = `SELECT name, current_setting(name) AS value FROM pg_settings WHERE name IN
  ('server_version', 'fsync', 'synchronous_commit', 'full_page_writes', 'wal_sync_method', 'shared_buffers', 'max_wal_size')`;

async function postgresFacts(url: string): Promise<Record<string, string>> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string; value: string }>(FACTS);
    return Object.fromEntries(rows.map(({ name, value }) => [`postgres ${name}`, value]));
  } finally {
    await client.end();
  }
}
