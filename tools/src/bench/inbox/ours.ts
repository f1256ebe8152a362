import 'reflect-metadata';
import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Module } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { paymentCaptured, stockReserved } from '@shop/domain-events';
import type { EventOf } from '@shop/domain-events';
import { GroupCommit, read } from '@shop/group-commit';
import { EventConsumer, EventController, messagingConfig, MessagingModule, messagingMigrations } from '@shop/messaging';
import { outbox, publish } from '@shop/messaging';
import { databaseConfig, DatabaseModule, loadConfig, serviceConfig, startService } from '@shop/platform';
import { Client } from 'pg';
import { z } from 'zod';
import { runAsChild } from '../child-report.js';
import { HandledCount } from './inbox-task.js';
import type { InboxTask } from './inbox-task.js';
import { CreateNotes1800000000000, notes } from './notes.js';

/** Whose consumer group and events these are: to the libraries this is one of the shop's services. */
const service = 'payment-service';
const amount = { amountMinor: 1_999, currency: 'USD' };
const COUNT = Symbol('count');

/** A plain reaction, as the services have them: each message is one command; that many of them share a transaction is the library's doing. */
@EventController()
class NoteConsumers {
  constructor(
    private readonly group: GroupCommit,
    @Inject(COUNT) private readonly count: HandledCount,
  ) {}

  @EventPattern<string>(stockReserved.type)
  async onStockReserved(@Payload() { data: { orderId, items } }: EventOf<typeof stockReserved>): Promise<void> {
    await this.group.submit({
      reads: [read(notes, orderId)],
      decide: (unit) => {
        unit.put(notes, orderId, { ...unit.get(notes, orderId), items });
        unit.append(outbox, publish(paymentCaptured, { orderId, paymentId: orderId, amount }));
      },
    });
    this.count.add();
  }
}

await runAsChild<InboxTask>(async (task, report) => {
  const config = loadConfig(z.object({ ...serviceConfig, ...databaseConfig, ...messagingConfig }), {
    ...process.env,
    BUS: 'kafka',
    DATABASE_URL: task.url,
    KAFKA_BROKERS: task.brokers,
    JWKS_URL: 'http://127.0.0.1:1/nobody-signs-in',
    LOG_LEVEL: 'error',
  });
  const handled = new HandledCount(
    task,
    () => report({ kind: 'warm' }),
    (seconds) =>
      void outboxIsSent(task.url).then(() => report({ kind: 'done', units: task.messages, seconds: seconds() })),
  );
  @Module({
    imports: [
      DatabaseModule.with({
        service,
        config,
        entities: [],
        migrations: [...messagingMigrations, CreateNotes1800000000000],
      }),
      MessagingModule.with({ service, config }),
    ],
    controllers: [NoteConsumers],
    providers: [{ provide: COUNT, useValue: handled }],
  })
  class OursModule {}
  await startService({ name: service, config, module: OursModule, consumers: EventConsumer });
});

/** Our work is done only when what follows from it has been sent: the time for that counts. */
async function outboxIsSent(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const pending = async () => (await client.query('SELECT 1 FROM outbox WHERE published_at IS NULL LIMIT 1')).rowCount;
  while ((await pending()) !== 0) await delay(5);
  await client.end();
}
