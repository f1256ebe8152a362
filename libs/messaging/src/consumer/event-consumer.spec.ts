import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventPattern } from '@nestjs/microservices';
import { orderPlaced } from '@shop/domain-events';
import type { SubscriptionState, TopicSpec } from '../broker/broker.js';
import { MemoryBroker } from '../broker/memory/memory-broker.js';
import { ConsumerProbe } from '../testing/consumer-probe.js';
import { describeEventConsumer } from '../testing/event-consumer-suite.js';
import { recordOf } from '../testing/event-records.js';
import { eventually, gate } from '../testing/eventually.js';
import { RecordingLog } from '../testing/recording-log.js';
import { EventConsumer } from './event-consumer.js';

describeEventConsumer('memory', () => new MemoryBroker());

const { type, topic } = orderPlaced;

@Controller()
class ForgetfulController {
  @EventPattern<string>(type)
  onPlaced(): void {
    throw new Error('hidden by Nest');
  }
}

@Module({ controllers: [ForgetfulController] })
class ForgetfulModule {}

@Controller()
class MistypedController {
  @EventPattern<string>('shop.order.plaecd.v1')
  onPlaced(): void {
    // Never called.
  }
}

@Module({ controllers: [MistypedController] })
class MistypedModule {}

/** A broker that does not answer before the test lets it. */
class SilentBroker extends MemoryBroker {
  readonly door = gate();

  override async ensureTopics(specs: readonly TopicSpec[]): Promise<void> {
    await this.door.opened;
    await super.ensureTopics(specs);
  }
}

describe('the event consumer', () => {
  it('fails the start of the application for a pattern that is not in the catalogue', async () => {
    const consumer = new EventConsumer({ group: 'g', broker: new MemoryBroker(), log: new RecordingLog() });
    const app = await NestFactory.createMicroservice(MistypedModule, { strategy: consumer, logger: false });
    await expect(app.listen()).rejects.toThrow("@EventPattern('shop.order.plaecd.v1') is not in the catalogue");
    await app.close();
  });

  it('treats an error that Nest has hidden as an outage, and says which decorator is missing', async () => {
    const log = new RecordingLog();
    const broker = new MemoryBroker();
    const retry = { initialMs: 1, maxMs: 2 };
    const consumer = new EventConsumer({ group: 'g', broker, log, settings: { retry, outage: retry } });
    const app = await NestFactory.createMicroservice(ForgetfulModule, { strategy: consumer, logger: false });
    await app.listen();
    await eventually(() => expect(consumer.state).toBe('running'));
    await (await broker.connectProducer()).send([recordOf(orderPlaced)]);
    await eventually(() => expect(consumer.counts.retried).toBeGreaterThan(6));
    expect(consumer.counts.deadLettered).toBe(0);
    expect(log.entries[0]?.details).toMatchObject({
      err: { message: expect.stringContaining('@EventController()') as string },
    });
    await app.close();
  });

  it('starts without its broker, and consumes once there is one', async () => {
    const broker = new SilentBroker();
    const handled: string[] = [];
    const probe = new ConsumerProbe({}, broker).on(type, async ({ subject }) => handled.push(subject));
    const { consumer } = probe;
    const answers: unknown[] = [];
    consumer.listen((error) => answers.push(error));
    expect(answers).toEqual([undefined]);
    expect(consumer.state).toBe('connecting');
    await expect(consumer.liveness()).resolves.toBeUndefined();
    broker.door.open();
    await eventually(() => expect(consumer.state).toBe('running'));
    await probe.send(recordOf(orderPlaced, { key: 'order-1' }));
    await eventually(() => expect(handled).toEqual(['order-1']));
    await consumer.close();
  });

  it('closes without its broker, and does not start when that comes later', async () => {
    const broker = new SilentBroker();
    const { consumer } = new ConsumerProbe({}, broker).on(type, async () => undefined);
    consumer.listen(() => undefined);
    await consumer.close();
    broker.door.open();
    await new Promise(setImmediate);
    expect(consumer.state).toBe('closed');
  });

  it('drains when it closes: ends what runs, starts nothing new, commits what is done', async () => {
    const door = gate();
    const handled: string[] = [];
    const probe = await new ConsumerProbe()
      .on(type, async (event) => {
        handled.push(event.causationId);
        await door.opened;
      })
      .start();
    const numbers = ['1', '2', '3'];
    await probe.send(...numbers.map((id) => recordOf(orderPlaced, { key: 'k', headers: { ce_causationid: id } })));
    await eventually(() => expect(handled).toEqual(['1']));
    const closing = probe.consumer.close();
    expect(probe.consumer.close()).toBe(closing);
    door.open();
    await closing;
    expect(handled).toEqual(['1']);
    const left = await probe.uncommitted(topic);
    expect(left.map(({ headers }) => headers['ce_causationid'])).toEqual(['2', '3']);
  });

  it('is alive while it works, not when a batch is stuck, and not once it is closed', async () => {
    const door = gate();
    const probe = await new ConsumerProbe({ stuckAfterMs: 50 }).on(type, () => door.opened).start();
    await expect(probe.consumer.liveness()).resolves.toBeUndefined();
    await probe.send(recordOf(orderPlaced));
    await eventually(() => expect(probe.consumer.liveness()).rejects.toMatchObject({ code: 'consumer.stuck' }));
    door.open();
    await eventually(() => expect(probe.consumer.liveness()).resolves.toBeUndefined());
    await probe.consumer.close();
    await expect(probe.consumer.liveness()).rejects.toMatchObject({ code: 'consumer.closed' });
  });

  it('is not alive while its broker refuses it, and recovers', async () => {
    let refusals = 2;
    class RefusingBroker extends MemoryBroker {
      override async ensureTopics(specs: readonly TopicSpec[]): Promise<void> {
        if (refusals-- > 0) throw new Error('not authorised');
        await super.ensureTopics(specs);
      }
    }
    const { consumer } = new ConsumerProbe({}, new RefusingBroker()).on(type, async () => undefined);
    const states: SubscriptionState[] = [];
    consumer.status.subscribe((state) => states.push(state));
    consumer.listen(() => undefined);
    await eventually(() => expect(consumer.liveness()).rejects.toMatchObject({ code: 'consumer.crashed' }));
    await eventually(() => expect(consumer.liveness()).resolves.toBeUndefined());
    expect(states).toEqual(['connecting', 'crashed', 'running']);
    await consumer.close();
  });

  it('lets processing hooks see every reaction, failed ones too', async () => {
    const seen: string[] = [];
    const probe = new ConsumerProbe().on(type, async (_event, { attempt }) => {
      seen.push('reaction');
      if (attempt === 1) throw new Error('once');
    });
    probe.consumer.setOnProcessingStartHook((_transport, _context, done) => {
      seen.push('start');
      void done();
    });
    probe.consumer.setOnProcessingEndHook(() => seen.push('end'));
    await probe.start();
    await probe.send(recordOf(orderPlaced));
    await eventually(() => expect(probe.consumer.counts.handled).toBe(1));
    expect(seen).toEqual(['start', 'reaction', 'end', 'start', 'reaction', 'end']);
    await probe.consumer.close();
  });
});
