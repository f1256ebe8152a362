import { currentContext, isTraceparent, runInContext, unavailable } from '@shop/kernel';
import { runAsService } from '../service-scope.js';
import { OtlpReceiver } from '../testing/index.js';
import type { ReceivedSpan } from '../testing/index.js';
import { batchSpan, openSpan, span, SpanKind, Tracing } from './index.js';
import type { ExportLog, TracingSettings } from './index.js';

const recorded = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const unrecorded = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';
const other = '00-1bf7651916cd43dd8448eb211c80319c-c7ad6b7169203331-01';
const internal = () => ({ kind: SpanKind.INTERNAL });
const tick = () => new Promise<void>((resolve) => setImmediate(resolve));
const silent: ExportLog = { failing: () => undefined, recovered: () => undefined };

describe('tracing', () => {
  let receiver: OtlpReceiver;
  beforeEach(async () => {
    receiver = await OtlpReceiver.start();
  });
  afterEach(() => receiver.stop());

  const settings = (change: Partial<TracingSettings> = {}): TracingSettings => ({
    service: 'order-service',
    endpoint: receiver.url,
    ratio: 1,
    ...change,
  });

  /** Does it as a traced service, and gives the spans that have arrived by its end. */
  async function traced(work: () => unknown, change: Partial<TracingSettings> = {}): Promise<readonly ReceivedSpan[]> {
    const tracing = Tracing.start(settings(change), silent);
    await runAsService({ name: 'order-service', tracing }, async () => work());
    await tracing.stop();
    return receiver.spans;
  }
  const inTrace = <R>(traceparent: string, work: () => R): R => runInContext({ causationId: 'c', traceparent }, work);

  it('makes a span of each piece of work, beneath the one that it is part of', async () => {
    const work = () =>
      inTrace(recorded, () =>
        span(
          'outer',
          () => ({ kind: SpanKind.CONSUMER, attributes: { 'shop.attempt': 2 } }),
          () => span('inner', internal, async () => undefined),
        ),
      );
    const [inner, outer] = await traced(work);
    expect(outer).toMatchObject({
      service: 'order-service',
      name: 'outer',
      kind: 'consumer',
      traceId: recorded.slice(3, 35),
      parentSpanId: recorded.slice(36, 52),
      attributes: { 'shop.attempt': 2 },
      isError: false,
    });
    expect(inner).toMatchObject({ name: 'inner', traceId: outer?.traceId, parentSpanId: outer?.spanId });
  });

  it('keeps all else of the work context', async () => {
    let seen: unknown;
    const look = async () => {
      seen = currentContext();
    };
    await traced(() =>
      runInContext({ causationId: 'c', correlationId: 'order-1', userId: 'u-1', traceparent: recorded }, () =>
        span('work', internal, look),
      ),
    );
    expect(seen).toMatchObject({ causationId: 'c', correlationId: 'order-1', userId: 'u-1' });
  });

  it('tells of a failure its type and where it was thrown, and not its message, which may name somebody', async () => {
    const work = () => span('work', internal, () => Promise.reject(unavailable('database.down', 'ann@hush.test')));
    const [failed] = await traced(() => work().catch(() => undefined));
    expect(failed).toMatchObject({ isError: true, attributes: { 'error.type': 'database.down' } });
    expect(failed?.events).toMatchObject([{ name: 'exception', attributes: { 'exception.type': 'database.down' } }]);
    expect(failed?.events[0]?.attributes['exception.stacktrace']).toContain('tracing.spec');
    expect(JSON.stringify(failed?.events)).not.toContain('hush');
  });

  it('puts work that serves many into the first recorded trace, with links to all that are recorded', async () => {
    const [batch] = await traced(() =>
      batchSpan('batch', [unrecorded, recorded, undefined, other], internal, async () => 1),
    );
    expect(batch).toMatchObject({ traceId: recorded.slice(3, 35), parentSpanId: recorded.slice(36, 52) });
    expect(batch?.links.map(({ spanId }) => spanId)).toEqual([recorded.slice(36, 52), other.slice(36, 52)]);
  });

  it('has no span for work whose members are all unrecorded', async () => {
    expect(await traced(() => batchSpan('batch', [unrecorded, undefined], internal, async () => 1))).toEqual([]);
  });

  it('sees nothing of a span that is never ended', async () => {
    expect(await traced(() => openSpan('dropped', internal))).toEqual([]);
  });

  it('begins no span, and does not even ask what it would be, where those before have recorded none', async () => {
    const describe = jest.fn(internal);
    let seen: string | undefined;
    const look = async () => {
      seen = currentContext()?.traceparent;
    };
    expect(await traced(() => inTrace(unrecorded, () => span('work', describe, look)))).toEqual([]);
    expect(describe).not.toHaveBeenCalled();
    expect(seen).toBe(unrecorded);
  });

  it('begins no span in a service that is not traced', async () => {
    const describe = jest.fn(internal);
    await runAsService({ name: 'order-service' }, () => inTrace(recorded, () => span('work', describe, async () => 1)));
    expect(describe).not.toHaveBeenCalled();
    expect(receiver.requests).toEqual([]);
  });

  it('leaves a new trace unrecorded at ratio 0, and hands its id on with the flag that says so', async () => {
    let handedOn: string | undefined;
    const spans = await traced(() => (handedOn = openSpan('root', internal)?.traceparent), { ratio: 0 });
    expect(spans).toEqual([]);
    expect(isTraceparent(handedOn)).toBe(true);
    expect(handedOn).toMatch(/-00$/);
  });

  it('goes on recording a recorded trace at ratio 0', async () => {
    expect(
      await traced(() => inTrace(recorded, () => span('work', internal, async () => 1)), { ratio: 0 }),
    ).toHaveLength(1);
  });

  it('keeps the services of one process apart', async () => {
    const [one, two] = ['order-service', 'payment-service'].map((service) => {
      const tracing = Tracing.start(settings({ service }), silent);
      return { tracing, done: runAsService({ name: service, tracing }, () => span(service, internal, async () => 1)) };
    });
    await Promise.all([one?.done, two?.done]);
    await Promise.all([one?.tracing.stop(), two?.tracing.stop()]);
    expect(receiver.spans.map(({ name, service }) => `${name} ${service}`).sort()).toEqual([
      'order-service order-service',
      'payment-service payment-service',
    ]);
  });

  it("sends the headers that the receiver's access control asks for", async () => {
    await traced(() => span('work', internal, async () => 1), { headers: 'authorization=Basic%20abc=, x-tenant=shop' });
    expect(receiver.requests[0]).toMatchObject({
      path: '/v1/traces',
      headers: { authorization: 'Basic abc=', 'x-tenant': 'shop' },
    });
  });

  it('says once that its receiver is gone, and once that it is back', async () => {
    await receiver.stop();
    const told: string[] = [];
    const tracing = Tracing.start(settings({ sendWithinMs: 100 }), {
      failing: () => told.push('failing'),
      recovered: () => told.push('recovered'),
    });
    const spansUntil = async (isTold: () => boolean) => {
      while (!isTold()) await runAsService({ name: 'order-service', tracing }, () => span('work', internal, tick));
    };
    await spansUntil(() => told.length > 0);
    receiver = await OtlpReceiver.start(Number(new URL(receiver.url).port));
    await spansUntil(() => told.length > 1);
    await tracing.stop();
    expect(told).toEqual(['failing', 'recovered']);
    expect(receiver.spans.length).toBeGreaterThan(0);
  }, 15_000);

  it('stops in time with a receiver that takes everything and never answers', async () => {
    receiver.isHanging = true;
    const tracing = Tracing.start(settings({ sendWithinMs: 1_000 }), silent);
    await runAsService({ name: 'order-service', tracing }, () => span('work', internal, tick));
    const began = performance.now();
    await tracing.stop(100);
    expect(performance.now() - began).toBeLessThan(900);
    expect(receiver.spans).toHaveLength(1);
  });
});
