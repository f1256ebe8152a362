import { fromWire, topics } from '@shop/domain-events';
import type { DomainEvent } from '@shop/domain-events';
import { freshDatabase } from '@shop/group-commit/testing';
import { MemoryBroker } from '@shop/messaging';
import type { BrokerRecord } from '@shop/messaging';
import type { RunningService } from '@shop/platform';
import { startTokenIssuer } from '@shop/platform/testing';
import type { TokenIssuer } from '@shop/platform/testing';
import { Pool } from 'pg';
import { start } from '../start.js';

export interface InventoryFixture {
  readonly pool: Pool;
  readonly tokens: TokenIssuer;
  /** What the service has published by now. */
  readonly events: readonly DomainEvent[];
  /** Starts a replica on the fixture's database and bus; the fixture stops it. */
  replica(env?: Readonly<Record<string, string>>): Promise<RunningService>;
  /** Puts events on the bus. */
  send(...records: readonly BrokerRecord[]): Promise<void>;
  close(): Promise<void>;
}

/** An empty database and the memory bus, for as many replicas as a test wants. One per spec file: a file has one bus. */
export async function inventoryFixture(): Promise<InventoryFixture> {
  const database = await freshDatabase();
  const pool = new Pool({ connectionString: database.url });
  const tokens = await startTokenIssuer();
  const replicas: RunningService[] = [];
  const bus = await openBus();
  const common = { DATABASE_URL: database.url, BUS: 'memory', JWKS_URL: tokens.jwksUrl, LOG_LEVEL: 'silent' };
  return {
    pool,
    tokens,
    events: bus.events,
    replica: async (env = {}) => {
      const replica = await start({ ...common, ...env });
      replicas.push(replica);
      return replica;
    },
    send: bus.send,
    close: async () => {
      await Promise.all(replicas.map((replica) => replica.stop()));
      await Promise.all([bus.close(), tokens.close(), pool.end()]);
      await database.drop();
    },
  };
}

async function openBus() {
  const events: DomainEvent[] = [];
  const broker = MemoryBroker.named('shop');
  await broker.ensureTopics(Object.values(topics).map((topic) => ({ topic, partitions: 3 })));
  const producer = await broker.connectProducer();
  await broker.consume({
    group: 'inventory-fixture',
    topics: [topics.inventory, topics.catalogue],
    onBatch: async (batch) => {
      for (const record of batch.records) {
        const event = fromWire(record);
        if (event) events.push(event);
      }
      const last = batch.records.at(-1);
      if (last) await batch.commit(last.offset + 1n);
    },
  });
  return {
    events,
    send: (...records: readonly BrokerRecord[]) => producer.send(records),
    close: () => broker.close(),
  };
}
