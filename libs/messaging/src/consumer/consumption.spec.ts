import { orderConfirmed, orderPlaced, userRegistered } from '@shop/domain-events';
import { versionConflict } from '@shop/group-commit';
import { conflict, currentContext, forbidden, invalid, notFound, refused, unavailable } from '@shop/kernel';
import type { WorkContext } from '@shop/kernel';
import { ConsumerProbe } from '../testing/consumer-probe.js';
import { recordOf } from '../testing/event-records.js';
import { eventually, gate } from '../testing/eventually.js';

const { type, topic } = orderPlaced;

describe('consuming events', () => {
  const probes: ConsumerProbe[] = [];
  const probe = (...args: ConstructorParameters<typeof ConsumerProbe>) => {
    const made = new ConsumerProbe(...args);
    probes.push(made);
    return made;
  };

  afterEach(async () => {
    for (const { consumer, broker } of probes.splice(0)) {
      await consumer.close();
      await broker.close();
    }
  });

  it('hands the event and its delivery to the handler, in a work context that names the trigger', async () => {
    const seen: { event: unknown; delivery: object; context?: WorkContext }[] = [];
    const started = await probe()
      .on(type, async (event, { topic, partition, offset, attempt, headers }) => {
        seen.push({ event, delivery: { topic, partition, offset, attempt, headers }, context: currentContext() });
      })
      .start();
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    const record = recordOf(orderPlaced, { key: 'order-1', headers: { traceparent } });
    await started.send(record);
    await eventually(() => expect(seen).toHaveLength(1));
    const id = record.headers['ce_id'];
    expect(seen[0]?.event).toMatchObject({ id, type, subject: 'order-1', traceparent, data: orderPlaced.example });
    expect(seen[0]?.delivery).toEqual({ topic, partition: 0, offset: 0n, attempt: 1, headers: record.headers });
    expect(seen[0]?.context).toEqual({
      causationId: id,
      correlationId: 'order-1',
      orderId: orderPlaced.example.orderId,
      traceparent,
      trigger: { kind: 'message', handler: 'shop.order.placed', eventId: id },
    });
  });

  it('tries again after an unknown error or a lost race, and counts the attempts', async () => {
    const attempts: number[] = [];
    const started = await probe()
      .on(type, async (_event, { attempt }) => {
        attempts.push(attempt);
        if (attempt === 1) throw new Error('who knows');
        if (attempt === 2) throw conflict('order.version', 'Somebody was faster.');
      })
      .start();
    await started.send(recordOf(orderPlaced));
    await eventually(() => expect(started.consumer.counts).toMatchObject({ handled: 1, retried: 2 }));
    expect(attempts).toEqual([1, 2, 3]);
    expect(await started.uncommitted(topic)).toEqual([]);
    expect(started.consumer.counts.deadLettered).toBe(0);
  });

  it('puts a poison message into the dead letters, whole and with its story, and goes on', async () => {
    const handled: string[] = [];
    const started = await probe()
      .on(type, async (event) => {
        if (event.subject === 'poison') throw new TypeError('cannot read it');
        handled.push(event.subject);
      })
      .start();
    const poison = recordOf(orderPlaced, { key: 'poison' });
    await started.send(recordOf(orderPlaced, { key: 'a' }), poison, recordOf(orderPlaced, { key: 'b' }));
    const letters = await started.deadLetters();
    await eventually(() => expect(letters).toHaveLength(1));
    expect(letters[0]).toMatchObject({ key: poison.key, value: poison.value });
    expect(letters[0]?.headers).toEqual({
      ...poison.headers,
      dlq_id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/) as string,
      dlq_origin_topic: topic,
      dlq_origin_partition: '0',
      dlq_origin_offset: '1',
      dlq_group: started.group,
      dlq_handler: 'shop.order.placed',
      dlq_attempts: '5',
      dlq_redrives: '0',
      dlq_error_class: 'TypeError',
      dlq_error_code: 'unknown',
      dlq_error_message: 'cannot read it',
      dlq_first_failed_at: expect.stringMatching(/^\d{4}-.*Z$/) as string,
      dlq_failed_at: expect.stringMatching(/^\d{4}-.*Z$/) as string,
    });
    expect(handled.sort()).toEqual(['a', 'b']);
    expect(await started.uncommitted(topic)).toEqual([]);
  });

  it.each([
    ['invalid', invalid('order.unusable', 'No way.'), '1'],
    ['refused', refused('order.over', 'Too late.'), '1'],
    ['forbidden', forbidden('order.not-yours', 'Not yours.'), '1'],
    ['not found', notFound('order', '1'), '5'],
    ['a version conflict', versionConflict('order-1'), '5'],
    ['a bug', new TypeError('undefined is not a function'), '5'],
  ])('puts a message whose handler says "%s" aside after the attempts that make sense', async (_, error, attempts) => {
    const tried: number[] = [];
    const started = await probe()
      .on(type, async (_event, { attempt }) => {
        tried.push(attempt);
        throw error;
      })
      .start();
    await started.send(recordOf(orderPlaced));
    const letters = await started.deadLetters();
    await eventually(() => expect(letters).toHaveLength(1));
    expect(String(tried.length)).toBe(attempts);
    expect(letters[0]?.headers).toMatchObject({ dlq_error_message: error.message, dlq_attempts: attempts });
    expect(await started.uncommitted(topic)).toEqual([]);
  });

  it('goes on with a key of which a message was put aside', async () => {
    const handled: string[] = [];
    const started = await probe()
      .on(type, async ({ causationId }) => {
        if (causationId === 'first') throw invalid('order.unusable', 'No way.');
        handled.push(causationId);
      })
      .start();
    const of = (cause: string) => recordOf(orderPlaced, { key: 'order-1', headers: { ce_causationid: cause } });
    await started.send(of('first'), of('second'), of('third'));
    await eventually(() => expect(handled).toEqual(['second', 'third']));
    expect(started.consumer.counts.deadLettered).toBe(1);
  });

  it('takes the time between a first and a last failure from when they happened', async () => {
    const started = await probe({ giveUpAfterMs: 100 })
      .on(type, async () => {
        throw unavailable('provider.unavailable', 'Down.');
      })
      .start();
    await started.send(recordOf(orderPlaced));
    const letters = await started.deadLetters();
    await eventually(() => expect(letters).toHaveLength(1));
    const { dlq_first_failed_at: first = '', dlq_failed_at: last = '' } = letters[0]?.headers ?? {};
    expect(Date.parse(last) - Date.parse(first)).toBeGreaterThanOrEqual(100);
  });

  it.each([
    ['no headers at all', { ...recordOf(orderPlaced), headers: {} }, 'event.no-headers'],
    ['a value that is not JSON', recordOf(orderPlaced, { value: 'hello' }), 'event.not-json'],
    ['no value', recordOf(orderPlaced, { value: null }), 'event.not-json'],
    ['data of another shape', recordOf(orderPlaced, { value: '{}' }), 'event.invalid-data'],
    [
      'a newer version',
      recordOf(orderPlaced, { headers: { ce_type: 'shop.order.placed.v99' } }),
      'event.unknown-version',
    ],
  ])('puts a message with %s aside at once and goes on', async (_what, broken, code) => {
    const handled: string[] = [];
    const started = await probe()
      .on(type, async (event) => handled.push(event.subject))
      .start();
    await started.send(broken, recordOf(orderPlaced, { key: 'good' }));
    const letters = await started.deadLetters();
    await eventually(() => expect(letters).toHaveLength(1));
    expect(letters[0]?.headers).toMatchObject({ dlq_handler: 'read-event', dlq_error_code: code, dlq_attempts: '1' });
    expect(started.log.entries).toMatchObject([
      { level: 'error', message: 'A message goes to the dead letters', details: { topic, offset: '0', err: { code } } },
    ]);
    await eventually(() => expect(handled).toEqual(['good']));
    expect(await started.uncommitted(topic)).toEqual([]);
  });

  it('passes over types that nobody knows and types that nothing here reacts to, and counts them', async () => {
    const started = await probe()
      .on(type, async () => undefined)
      .start();
    await started.send(
      recordOf(orderPlaced, { headers: { ce_type: 'shop.order.teleported.v1' } }),
      recordOf(orderConfirmed, { value: 'broken, but for others to mind' }),
      recordOf(orderPlaced),
    );
    await eventually(() => expect(started.consumer.counts).toMatchObject({ unknown: 1, notOurs: 1, handled: 1 }));
    expect(started.consumer.counts.deadLettered).toBe(0);
    expect(await started.uncommitted(topic)).toEqual([]);
  });

  it('keeps the order within a key while a slow key holds up no other', async () => {
    const door = gate();
    const handled: string[] = [];
    const started = await probe()
      .on(type, async (event) => {
        if (event.subject === 'slow') await door.opened;
        handled.push(`${event.subject}:${event.causationId}`);
      })
      .start();
    const send = (key: string, number: number) =>
      recordOf(orderPlaced, { key, headers: { ce_causationid: String(number) } });
    await started.send(send('slow', 1), send('fast', 1), send('slow', 2), send('fast', 2), send('fast', 3));
    await eventually(() => expect(handled).toEqual(['fast:1', 'fast:2', 'fast:3']));
    door.open();
    await eventually(() => expect(handled.slice(3)).toEqual(['slow:1', 'slow:2']));
  });

  it('works on no more keys at a time than it is told', async () => {
    let running = 0;
    let most = 0;
    const started = await probe({ concurrency: 3 })
      .on(type, async () => {
        most = Math.max(most, ++running);
        await new Promise(setImmediate);
        running--;
      })
      .start();
    await started.send(...Array.from({ length: 20 }, () => recordOf(orderPlaced)));
    await eventually(() => expect(started.consumer.counts.handled).toBe(20));
    expect(most).toBe(3);
  });

  it('neither puts aside nor repeats anything while something is unavailable', async () => {
    let isDown = true;
    const handled: string[] = [];
    const started = await probe()
      .on(type, async (event) => {
        if (event.subject === 'needs-database' && isDown) throw connectionRefused();
        handled.push(event.subject);
      })
      .start();
    await started.send(...['a', 'needs-database', 'b', 'c'].map((key) => recordOf(orderPlaced, { key })));
    await eventually(() => expect(started.consumer.counts.retried).toBeGreaterThan(12));
    expect([...handled].sort()).toEqual(['a', 'b', 'c']);
    isDown = false;
    await eventually(() => expect(handled).toHaveLength(4));
    expect(started.consumer.counts.deadLettered).toBe(0);
    expect(await started.uncommitted(topic)).toEqual([]);
  });

  it('gives up on what stays unavailable for longer than it is told', async () => {
    const started = await probe({ giveUpAfterMs: 100 })
      .on(type, async () => {
        throw unavailable('provider.unavailable', 'Down.');
      })
      .start();
    await started.send(recordOf(orderPlaced));
    const letters = await started.deadLetters();
    await eventually(() => expect(letters).toHaveLength(1));
    expect(letters[0]?.headers).toMatchObject({ dlq_error_class: 'AppError/unavailable' });
    expect(Number(letters[0]?.headers['dlq_attempts'])).toBeGreaterThan(5);
  });

  it('runs several handlers of one event one after the other, each with its own end', async () => {
    const calls: string[] = [];
    const react = (name: string) => async () => {
      calls.push(`${name} starts as ${handlerOf()}`);
      await new Promise(setImmediate);
      calls.push(`${name} ends`);
      if (name === 'first') throw invalid('first.broken', 'No.');
    };
    const started = await probe()
      .on(type, react('first'), { handler: 'first' })
      .on(type, react('second'), { handler: 'second' })
      .start();
    await started.send(recordOf(orderPlaced));
    const letters = await started.deadLetters();
    await eventually(() => expect(started.consumer.counts.handled).toBe(1));
    expect(calls).toEqual(['first starts as first', 'first ends', 'second starts as second', 'second ends']);
    await eventually(() => expect(letters.map(({ headers }) => headers['dlq_handler'])).toEqual(['first']));
  });

  it('subscribes to the topics of its patterns alone', async () => {
    const started = await probe()
      .on(userRegistered.type, async () => undefined)
      .start();
    const producer = await started.broker.connectProducer();
    await expect(producer.send([recordOf(orderPlaced)])).rejects.toMatchObject({ code: 'broker.unknown-topic' });
    await started.send(recordOf(userRegistered));
    await eventually(() => expect(started.consumer.counts.handled).toBe(1));
  });
});

function handlerOf(): string | undefined {
  const trigger = currentContext()?.trigger;
  return trigger?.kind === 'message' ? trigger.handler : undefined;
}

/** As TypeORM wraps what pg throws. */
function connectionRefused(): Error {
  const driverError = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' });
  return Object.assign(new Error('query failed'), { driverError });
}
