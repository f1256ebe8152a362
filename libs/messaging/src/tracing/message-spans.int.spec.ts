import { deadLetterTopic, orderPlaced } from '@shop/domain-events';
import { unavailable } from '@shop/kernel';
import { runAsService, Tracing } from '@shop/telemetry';
import { OtlpReceiver } from '@shop/telemetry/testing';
import type { ReceivedSpan } from '@shop/telemetry/testing';
import { ConsumerProbe } from '../testing/consumer-probe.js';
import { recordOf } from '../testing/event-records.js';
import { eventually } from '../testing/eventually.js';
import { confirmation, OutboxLab } from '../testing/outbox-lab.js';
import { outbox } from '../outbox/outbox.js';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';
const traceparent = `00-${traceId}-${spanId}-01`;

describe('the spans of messages', () => {
  let lab: OutboxLab;
  let receiver: OtlpReceiver;
  beforeAll(async () => {
    [lab, receiver] = await Promise.all([OutboxLab.open(), OtlpReceiver.start()]);
  });
  afterEach(async () => {
    await lab.reset();
    receiver.spans.splice(0);
  });
  afterAll(async () => {
    await lab.close();
    await receiver.stop();
  });

  async function traced(work: () => Promise<unknown>): Promise<readonly ReceivedSpan[]> {
    const settings = { service: 'order-service', endpoint: receiver.url, ratio: 1 };
    const tracing = Tracing.start(settings, { failing: () => undefined, recovered: () => undefined });
    await runAsService({ name: 'order-service', tracing }, work);
    await tracing.stop();
    return receiver.spans;
  }
  const named = (spans: readonly ReceivedSpan[], name: string) => spans.filter((span) => span.name === name);

  it('of one request to the broker is one, with links to the making of each message', async () => {
    const spans = await traced(async () => {
      const replica = lab.start();
      replica.group.onCommitted(outbox, (messages) => messages.forEach(({ span }) => span?.end()));
      const messages = ['a', 'b', 'c'].map((orderId) => confirmation(orderId, 1));
      await replica.group.submit({ reads: [], decide: (unit) => unit.append(outbox, ...messages) });
      await eventually(() => expect(replica.broker.sent).toHaveLength(3));
      await eventually(async () => expect(await lab.unpublished()).toBe(0));
    });
    const [created, sent] = [named(spans, 'create shop.orders'), named(spans, 'send shop.orders')];
    expect(created.map(({ kind }) => kind)).toEqual(['producer', 'producer', 'producer']);
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({
      kind: 'client',
      parentSpanId: created[0]?.spanId,
      attributes: { 'messaging.batch.message_count': 3, 'messaging.destination.name': 'shop.orders' },
    });
    expect(sent[0]?.links.map((link) => link.spanId)).toEqual(created.map((span) => span.spanId));
  });

  it('that were decided on and never committed are not seen', async () => {
    const refuse = (): never => {
      confirmation('a', 1);
      throw unavailable('some.reason', 'Not now.');
    };
    const spans = await traced(async () => {
      const { group } = lab.start();
      await group.submit({ reads: [], decide: refuse }).catch(() => undefined);
    });
    expect(named(spans, 'create shop.orders')).toEqual([]);
  });

  it('that fail for good are those of each attempt, side by side, and that of the dead letter', async () => {
    const probe = new ConsumerProbe({ attempts: 3 });
    const spans = await traced(async () => {
      await probe.on(orderPlaced.type, () => Promise.reject(new TypeError('no'))).start();
      await probe.send(recordOf(orderPlaced, { headers: { traceparent } }));
      await eventually(() => expect(probe.consumer.counts.deadLettered).toBe(1));
      await probe.consumer.close();
    });
    await probe.broker.close();
    const attempts = named(spans, 'process shop.orders');
    expect(attempts.map(({ attributes }) => attributes['shop.attempt'])).toEqual([1, 2, 3]);
    for (const attempt of attempts) {
      expect(attempt).toMatchObject({ traceId, parentSpanId: spanId, isError: true, kind: 'consumer' });
      expect(attempt.attributes['error.type']).toBe('TypeError');
    }
    expect(named(spans, `send ${deadLetterTopic(probe.group)}`)).toMatchObject([{ traceId, parentSpanId: spanId }]);
  });
});
