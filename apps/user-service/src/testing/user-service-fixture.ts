import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fromWire, topics } from '@shop/domain-events';
import type { DomainEvent } from '@shop/domain-events';
import { freshDatabase } from '@shop/group-commit/testing';
import { MemoryBroker } from '@shop/messaging';
import type { RunningService } from '@shop/platform';
import { Pool } from 'pg';
import { start } from '../start.js';

export interface UserServiceFixture {
  readonly jwksUrl: string;
  readonly pool: Pool;
  /**
   * What has been published to the users' topic by now, each event once: the bus delivers at least once, and the memory bus delivers
   * everything again when a further replica starts.
   */
  readonly events: readonly DomainEvent[];
  /** Starts a replica on the fixture's database and bus; the fixture stops it. */
  replica(env?: Readonly<Record<string, string>>): Promise<RunningService>;
  close(): Promise<void>;
}

/** An empty database, the memory bus and a stable address of the key set, for as many replicas as a test wants. */
export async function userServiceFixture(): Promise<UserServiceFixture> {
  const database = await freshDatabase();
  const pool = new Pool({ connectionString: database.url });
  // Its end does not wait for the server, so that dropping the database may still cut a connection off.
  pool.on('error', () => undefined);
  const replicas: RunningService[] = [];
  const keySet = await keySetOf(replicas);
  const { events, close } = await listenToUsers();
  const common = { DATABASE_URL: database.url, BUS: 'memory', JWKS_URL: keySet.url, LOG_LEVEL: 'silent' };
  return {
    jwksUrl: keySet.url,
    pool,
    events,
    replica: async (env = {}) => {
      const replica = await start({ ...common, ...env });
      replicas.push(replica);
      return replica;
    },
    close: async () => {
      await Promise.all(replicas.map((replica) => replica.stop()));
      await Promise.all([close(), keySet.close(), pool.end()]);
      await database.drop();
    },
  };
}

/** Passes on to the first replica: its port is known only after it has started, and its JWKS_URL has to be known before. */
async function keySetOf(replicas: readonly RunningService[]) {
  const server = createServer((request, response) => {
    const upstream = fetch(`${replicas[0]?.url}${request.url}`).then((answer) => answer.text());
    upstream.then(
      (text) => response.setHeader('content-type', 'application/json').end(text),
      () => response.writeHead(502).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/.well-known/jwks.json`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function listenToUsers() {
  const events: DomainEvent[] = [];
  const broker = MemoryBroker.named('shop');
  await broker.ensureTopics([{ topic: topics.users, partitions: 3 }]);
  await broker.consume({
    group: 'user-service-fixture',
    topics: [topics.users],
    onBatch: async (batch) => {
      for (const record of batch.records) {
        const event = fromWire(record);
        if (event && !events.some(({ id }) => id === event.id)) events.push(event);
      }
      const last = batch.records.at(-1);
      if (last) await batch.commit(last.offset + 1n);
    },
  });
  return { events, close: () => broker.close() };
}
