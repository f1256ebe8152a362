import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { Role } from '@shop/api-contracts';
import { orderPlaced, topics } from '@shop/domain-events';
import type { EventOf } from '@shop/domain-events';
import { freshDatabase } from '@shop/group-commit/testing';
import type { FreshDatabase } from '@shop/group-commit/testing';
import {
  checkMessagingConfig,
  EventConsumer,
  EventController,
  MemoryBroker,
  MessagingModule,
  messagingConfig,
  messagingMigrations,
} from '@shop/messaging';
import type { BrokerRecord, MessagingOptions } from '@shop/messaging';
import { databaseConfig, DatabaseModule, loadConfig, serviceConfig, startService } from '@shop/platform';
import type { RunningService } from '@shop/platform';
import { startTokenIssuer } from '@shop/platform/testing';
import type { TokenIssuer } from '@shop/platform/testing';
import { Pool } from 'pg';
import { z } from 'zod';
import { OperatorModule } from '../operator.module.js';
import type { OperatorOptions } from '../operator-options.js';

const service = 'order-service';
const schema = z.object({ ...serviceConfig, ...databaseConfig, ...messagingConfig }).apply(checkMessagingConfig);

interface Setup extends Pick<MessagingOptions, 'wrapBroker'>, Pick<OperatorOptions, 'auditTables'> {}

/** What the service's one handler does; each test says it anew. */
export const reaction: { run: (event: EventOf<typeof orderPlaced>) => Promise<void> } = { run: async () => undefined };

@EventController()
class Reactions {
  @EventPattern<string>(orderPlaced.type)
  onPlaced(@Payload() event: EventOf<typeof orderPlaced>): Promise<void> {
    return reaction.run(event);
  }
}

@Module({})
class OperatedModule {
  static with(config: z.infer<typeof schema>, { wrapBroker, ...operator }: Setup): DynamicModule {
    return {
      module: OperatedModule,
      imports: [
        DatabaseModule.with({ service, config, entities: [], migrations: messagingMigrations }),
        MessagingModule.with({ service, config, ...(wrapBroker && { wrapBroker }) }),
        OperatorModule.with({ service, ...operator }),
      ],
      controllers: [Reactions],
    };
  }
}

export interface Answer {
  readonly status: number;
  readonly json: Record<string, unknown>;
}

/** A service of one handler, as a process would run it, on a real database and the memory broker. */
export class OperatedService {
  private constructor(
    readonly running: RunningService,
    readonly rows: Pool,
    private readonly database: FreshDatabase,
    private readonly tokens: TokenIssuer,
    private readonly broker: MemoryBroker,
  ) {}

  static async start(setup: Setup = {}): Promise<OperatedService> {
    const [database, tokens] = await Promise.all([freshDatabase(), startTokenIssuer()]);
    const rows = new Pool({ connectionString: database.url, max: 2 });
    await rows.query(
      'CREATE TABLE own_audit (id text PRIMARY KEY, at timestamptz, actor text, action text, subject text, detail jsonb)',
    );
    const broker = MemoryBroker.named('shop');
    await broker.ensureTopics([{ topic: topics.orders, partitions: 1 }]);
    const config = loadConfig(schema, {
      BUS: 'memory',
      DATABASE_URL: database.url,
      JWKS_URL: tokens.jwksUrl,
      LOG_LEVEL: 'silent',
    });
    const module = OperatedModule.with(config, setup);
    const running = await startService({ name: service, config, module, consumers: EventConsumer });
    return new OperatedService(running, rows, database, tokens, broker);
  }

  async send(...records: readonly BrokerRecord[]): Promise<void> {
    const producer = await this.broker.connectProducer();
    await producer.send(records);
    await producer.close();
  }

  async ask(method: string, path: string, { as = ['admin'] as readonly Role[], body = undefined as unknown } = {}) {
    const token = await this.tokens.tokenFor({ id: '0197a1b2-0000-7000-8000-00000000ada0', roles: as });
    const response = await fetch(this.running.url + path, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, json: JSON.parse(text || '{}') as Record<string, unknown> } satisfies Answer;
  }

  async stop(): Promise<void> {
    await this.running.stop();
    await this.broker.close();
    await this.rows.end();
    await Promise.all([this.tokens.close(), this.database.drop()]);
  }
}
