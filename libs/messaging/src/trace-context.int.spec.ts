import { orderConfirmed, orderPlaced, paymentCaptured } from '@shop/domain-events';
import { GroupCommit, read } from '@shop/group-commit';
import type { Repository } from '@shop/group-commit';
import { newTraceparent, runInContext } from '@shop/kernel';
import { inbox } from './inbox/inbox.js';
import { IntentRunner } from './intents/intent-runner.js';
import { intend, intentOutcomes, intents } from './intents/intents.js';
import { outbox, publish } from './outbox/outbox.js';
import { ConsumerProbe } from './testing/consumer-probe.js';
import { recordOf } from './testing/event-records.js';
import { eventually, gate } from './testing/eventually.js';
import { OutboxLab } from './testing/outbox-lab.js';
import { RecordingLog } from './testing/recording-log.js';

const total = { amountMinor: 1, currency: 'USD' };

describe('the trace context', () => {
  let lab: OutboxLab;
  let group: GroupCommit;
  let runner: IntentRunner;
  let probe: ConsumerProbe;

  beforeAll(async () => {
    lab = await OutboxLab.open();
  });
  beforeEach(async () => {
    await lab.pool.query('TRUNCATE inbox, intents');
    group = new GroupCommit(lab.pool, { lanes: 1 });
    group.rememberTriggers('message', inbox);
    group.rememberTriggers('intent', intentOutcomes);
    runner = new IntentRunner(lab.pool, new RecordingLog(), { pollMs: 20 });
    probe = new ConsumerProbe();
  });
  afterEach(async () => {
    await runner.stop();
    await probe.consumer.close();
    await probe.broker.close();
    await lab.reset();
  });
  afterAll(() => lab.close());

  /** What every command here does: it tells the world, and wants a call to be made. */
  const decideOn = (orderId: string) =>
    group.submit({
      reads: [],
      decide: (unit) => {
        unit.append(outbox, publish(orderConfirmed, { orderId, customerId: 'c', total }));
        unit.append(intents, intend('charge', orderId, { orderId }));
      },
    });

  /** Keeps the first transaction open until the rest has been submitted, so that the rest shares the next one. */
  const holdTheFirstTransaction = () => {
    const door = gate();
    const waiting: Repository<string> = {
      name: 'waiting',
      load: async () => {
        await door.opened;
        return new Map<string, string>();
      },
      save: async () => undefined,
    };
    void group.submit({ reads: [read(waiting, 'x')], decide: () => undefined });
    return door;
  };

  const byKey = async (sql: string) => {
    const { rows } = await lab.pool.query<{ key: string; traceparent: string | null; xmin: string }>(sql);
    return { traces: Object.fromEntries(rows.map((row) => [row.key, row.traceparent])), rows };
  };
  const outboxTraces = () => byKey(`SELECT key, headers->>'traceparent' AS traceparent, xmin::text FROM outbox`);
  const intentTraces = () => byKey(`SELECT payload->>'orderId' AS key, traceparent, xmin::text FROM intents`);

  it('stays with each message and request of one group commit, and a malformed one goes no further', async () => {
    const [a, b, http] = [newTraceparent(), newTraceparent(), newTraceparent()];
    const door = holdTheFirstTransaction();
    let submitted = 0;
    await probe
      .on(orderPlaced.type, async ({ subject }) => {
        submitted++;
        await decideOn(subject);
      })
      .start();
    await probe.send(
      recordOf(orderPlaced, { key: 'of-a', headers: { traceparent: a } }),
      recordOf(orderPlaced, { key: 'of-b', headers: { traceparent: b } }),
      recordOf(orderPlaced, { key: 'malformed', headers: { traceparent: `${a}\r\nx-evil: 1` } }),
      recordOf(orderPlaced, { key: 'none' }),
    );
    const request = runInContext({ causationId: 'request-1', traceparent: http }, () => decideOn('of-http'));
    await eventually(() => expect(submitted).toBe(4));
    door.open();
    await request;
    await eventually(() => expect(probe.consumer.counts.handled).toBe(4));

    const expected = { 'of-a': a, 'of-b': b, 'of-http': http, malformed: null, none: null };
    const [published, wanted] = [await outboxTraces(), await intentTraces()];
    expect(published.traces).toEqual(expected);
    expect(wanted.traces).toEqual(expected);
    expect(new Set([...published.rows, ...wanted.rows].map(({ xmin }) => xmin)).size).toBe(1);
  });

  it('goes from a wish through its outcome into the header of what is sent', async () => {
    const traceparent = newTraceparent();
    runner.handle<{ orderId: string }>('charge', ({ orderId }) =>
      group.submit({
        reads: [],
        decide: (unit) => unit.append(outbox, publish(paymentCaptured, { orderId, paymentId: 'p', amount: total })),
      }),
    );
    group.onCommitted(intents, (written) => runner.offer(written));
    runner.start();
    await runInContext({ causationId: 'request-1', traceparent }, () => decideOn('o1'));
    const { broker } = lab.start();
    await eventually(() => expect(broker.sent).toHaveLength(2));
    expect(broker.sent.map(({ headers }) => [headers['ce_type'], headers['traceparent']])).toEqual([
      [orderConfirmed.type, traceparent],
      [paymentCaptured.type, traceparent],
    ]);
  });
});
