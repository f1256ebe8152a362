/// <reference types="jest" />
import type { INestMicroservice } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { orderPlaced, userRegistered } from '@shop/domain-events';
import type { DomainEvent } from '@shop/domain-events';
import { currentContext, invalid, newId } from '@shop/kernel';
import { of, throwError } from 'rxjs';
import type { Broker } from '../broker/broker.js';
import { EventConsumer } from '../consumer/event-consumer.js';
import { EventContext } from '../consumer/event-context.js';
import { EventController } from '../consumer/event-controller.js';
import { Member } from './broker-probe.js';
import { recordOf } from './event-records.js';
import { eventually } from './eventually.js';
import { RecordingLog } from './recording-log.js';

interface Call {
  readonly method: string;
  readonly event: DomainEvent;
  readonly context?: EventContext;
  readonly handler?: string;
}

/** What the handlers of the test's controllers were called with; an event's `causationId` tells them how to behave. */
const calls: Call[] = [];

function note(method: string, event: DomainEvent, context?: EventContext): void {
  const trigger = currentContext()?.trigger;
  calls.push({ method, event, context, handler: trigger?.kind === 'message' ? trigger.handler : undefined });
}

@EventController()
class UserReactions {
  @EventPattern<string>(userRegistered.type)
  async onRegistered(@Payload() event: DomainEvent, @Ctx() context: EventContext): Promise<void> {
    note('onRegistered', event, context);
    await new Promise(setImmediate);
    if (event.causationId === 'refuse') throw invalid('user.unusable', 'This one is no good.');
    if (event.causationId === 'once' && context.attempt === 1) throw new RangeError('the first time');
  }

  @EventPattern<string>(userRegistered.type, { handler: 'welcome' })
  onRegisteredToo(@Payload() event: DomainEvent) {
    note('onRegisteredToo', event);
    return event.causationId === 'refuse' ? throwError(() => new RangeError('as a stream')) : of('ignored');
  }
}

@EventController()
class OrderReactions {
  @EventPattern<string>(orderPlaced.type)
  onPlaced(): void {
    // Only there so that the consumer has more than one topic.
  }
}

@Module({ controllers: [UserReactions, OrderReactions] })
class ReactingModule {}

/** The Nest transport, in a real Nest application, on any adapter. */
export function describeEventConsumer(name: string, makeBroker: () => Broker): void {
  describe(`@EventPattern over ${name}`, () => {
    const group = `group-${newId()}`;
    const log = new RecordingLog();
    let broker: Broker;
    let consumer: EventConsumer;
    let app: INestMicroservice;

    beforeAll(async () => {
      broker = makeBroker();
      consumer = new EventConsumer({ group, broker, log, settings: { retry: { initialMs: 5, maxMs: 20 } } });
      app = await NestFactory.createMicroservice(ReactingModule, { strategy: consumer, logger: false });
      await app.listen();
      await eventually(() => expect(consumer.state).toBe('running'));
    });

    afterAll(async () => {
      await app.close();
      await broker.close();
    });

    /** Sends one event and gives what the handlers were called with because of it; others may use the topic too. */
    async function publish(causation: string): Promise<() => readonly Call[]> {
      const record = recordOf(userRegistered, { headers: { ce_causationid: causation } });
      const producer = await broker.connectProducer();
      await producer.send([record]);
      return () => calls.filter(({ event }) => event.id === record.headers['ce_id']);
    }

    it('calls every method of the pattern, each in a work context with its own name', async () => {
      const seen = await publish('anything');
      await eventually(() => expect(seen()).toHaveLength(2));
      expect(seen().map(({ method, handler }) => [method, handler])).toEqual([
        ['onRegistered', 'shop.user.registered'],
        ['onRegisteredToo', 'welcome'],
      ]);
      const [first] = seen();
      expect(first?.event.data).toEqual(userRegistered.example);
      expect(first?.context).toBeInstanceOf(EventContext);
      expect(first?.context).toMatchObject({ topic: userRegistered.topic, attempt: 1 });
      expect(first?.context?.headers['ce_type']).toBe(userRegistered.type);
    });

    it('tries a method again that has failed, and only that one', async () => {
      const seen = await publish('once');
      await eventually(() => expect(seen()).toHaveLength(3));
      expect(seen().map(({ method }) => method)).toEqual(['onRegistered', 'onRegistered', 'onRegisteredToo']);
    });

    it('learns the very errors that methods throw, also from streams', async () => {
      const seen = await publish('refuse');
      const reader = await new Member().join(broker, `reader-${newId()}`, `${group}.dlq`);
      // Topics are the catalogue's, so earlier runs may have left events on a shared broker: ours are told by their id.
      const ours = () => reader.received.filter(({ headers }) => headers['ce_id'] === seen()[0]?.event.id);
      await eventually(() => expect(ours()).toHaveLength(2));
      const stories = ours().map(({ headers: h }) => [
        h['dlq_handler'],
        h['dlq_error_class'],
        h['dlq_error_message'],
        h['dlq_attempts'],
      ]);
      expect(stories).toEqual([
        ['shop.user.registered', 'AppError/invalid', 'This one is no good.', '1'],
        ['welcome', 'RangeError', 'as a stream', '5'],
      ]);
    });
  });
}
