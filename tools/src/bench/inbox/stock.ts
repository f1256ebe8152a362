import 'reflect-metadata';
import { Controller, Inject, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventPattern, Payload, Transport } from '@nestjs/microservices';
import type { MicroserviceOptions } from '@nestjs/microservices';
import { Column, DataSource, Entity, PrimaryColumn } from 'typeorm';
import type { Repository } from 'typeorm';
import { runAsChild } from '../child-report.js';
import { backlogTopic } from './backlog.js';
import { HandledCount } from './inbox-task.js';
import type { InboxTask } from './inbox-task.js';

@Entity('notes')
class Note {
  @PrimaryColumn('text', { name: 'order_id' }) orderId: string;
  @Column('jsonb') items: unknown;
}

const NOTES = Symbol('notes');
const COUNT = Symbol('count');

/** As Nest's documentation has it: one `save` per message. No inbox, no outbox, nothing is published: it promises less than ours. */
@Controller()
class NoteController {
  constructor(
    @Inject(NOTES) private readonly notes: Repository<Note>,
    @Inject(COUNT) private readonly count: HandledCount,
  ) {}

  @EventPattern<string>(backlogTopic)
  async onStockReserved(@Payload() { orderId, items }: Note): Promise<void> {
    await this.notes.save({ orderId, items });
    this.count.add();
  }
}

await runAsChild<InboxTask>(async (task, report) => {
  const source = new DataSource({ type: 'postgres', url: task.url, entities: [Note], synchronize: true });
  await source.initialize();
  const handled = new HandledCount(
    task,
    () => report({ kind: 'warm' }),
    (seconds) => report({ kind: 'done', units: task.messages, seconds: seconds() }),
  );
  @Module({
    controllers: [NoteController],
    providers: [
      { provide: NOTES, useValue: source.getRepository(Note) },
      { provide: COUNT, useValue: handled },
    ],
  })
  class StockModule {}
  const app = await NestFactory.createMicroservice<MicroserviceOptions>(StockModule, {
    logger: ['error'],
    transport: Transport.KAFKA,
    options: {
      client: { brokers: task.brokers.split(',') },
      consumer: { groupId: `stock-${process.pid}` },
      subscribe: { fromBeginning: true },
      run: { partitionsConsumedConcurrently: task.concurrency },
    },
  });
  await app.listen();
});
