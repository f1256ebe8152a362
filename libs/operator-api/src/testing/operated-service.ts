import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { Role } from '@shop/api-contracts';
import { orderPlaced } from '@shop/domain-events';
import type { EventOf } from '@shop/domain-events';
import {
  checkMessagingConfig,
  EventConsumer,
  EventController,
  MessagingModule,
  messagingConfig,
  messagingMigrations,
} from '@shop/messaging';
import type { BrokerRecord, MessagingOptions } from '@shop/messaging';
import { databaseConfig, DatabaseModule, loadConfig, serviceConfig, startService } from '@shop/platform';
import { ServiceUnderTest } from '@shop/service-testing';
import type { Exposition } from '@shop/service-testing';
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
  private constructor(private readonly shop: ServiceUnderTest) {}

  static async start(setup: Setup = {}): Promise<OperatedService> {
    const shop = await ServiceUnderTest.start({
      publishes: [],
      start: async (env) => {
        const config = loadConfig(schema, env);
        const module = OperatedModule.with(config, setup);
        return startService({ name: service, config, module, consumers: EventConsumer });
      },
    });
    await shop.query(
      'CREATE TABLE own_audit (id text PRIMARY KEY, at timestamptz, actor text, action text, subject text, detail jsonb)',
    );
    return new OperatedService(shop);
  }

  send(...records: readonly BrokerRecord[]): Promise<void> {
    return this.shop.send(...records);
  }

  async ask(method: string, path: string, { as = ['admin'] as readonly Role[], body = undefined as unknown } = {}) {
    const { status, json = {} } = await this.shop.request(`${method} ${path}`, { as, body });
    return { status, json } satisfies Answer;
  }

  metrics(): Promise<Exposition> {
    return this.shop.metrics();
  }

  async query(sql: string, values: readonly unknown[] = []): Promise<void> {
    await this.shop.query(sql, values);
  }

  stop(): Promise<void> {
    return this.shop.stop();
  }
}
