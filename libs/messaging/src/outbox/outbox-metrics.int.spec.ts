import { Metrics } from '@shop/telemetry';
import { Exposition } from '@shop/telemetry/testing';
import { eventually } from '../testing/eventually.js';
import { confirm, OutboxLab } from '../testing/outbox-lab.js';
import { RecordingBroker } from '../testing/recording-broker.js';
import { BACKLOG } from './outbox-metrics.js';

jest.setTimeout(60_000);

describe("the outbox's metrics", () => {
  let lab: OutboxLab;
  beforeAll(async () => (lab = await OutboxLab.open()));
  afterAll(() => lab.close());
  afterEach(() => lab.reset());

  const start = (broker = new RecordingBroker()) => {
    const metrics = new Metrics('order-service');
    const replica = lab.start({ metrics }, { broker });
    const figure = async (name: string, labels = {}) => Exposition.parse(await metrics.expose()).value(name, labels);
    return { replica, broker, figure };
  };

  it('count what was acknowledged, by topic, and time it from the transaction on', async () => {
    const { replica, broker, figure } = start();
    await Promise.all([1, 2, 3].map((n) => confirm(replica, 'order-1', n)));
    await eventually(() => expect(broker.sent).toHaveLength(3));
    await eventually(async () => expect(await figure('outbox_sent_total', { topic: 'shop.orders' })).toBe(3));
    expect(await figure('outbox_publish_delay_seconds_count')).toBe(3);
    expect(await figure('outbox_publish_delay_seconds_bucket', { le: '10' })).toBe(3);
    expect(await figure('outbox_send_failures_total')).toBe(0);
  });

  it('say how much waits while the broker is down, and since when', async () => {
    const broker = new RecordingBroker();
    broker.isUp = false;
    const { replica, figure } = start(broker);
    for (const n of [1, 2, 3, 4]) await confirm(replica, `order-${n}`, n);
    await lab.pool.query(
      `UPDATE outbox SET created_at = now() - interval '90 seconds' WHERE id = (SELECT min(id) FROM outbox)`,
    );
    await eventually(async () => expect(await figure('outbox_pending_messages')).toBe(4));
    await eventually(async () => expect(Math.round(((await figure('outbox_oldest_age_seconds')) ?? 0) / 30)).toBe(3));
    await eventually(async () => expect(await figure('outbox_send_failures_total')).toBeGreaterThan(0));
    expect(await figure('outbox_sent_total')).toBeUndefined();
    broker.isUp = true;
    await eventually(async () => expect(await figure('outbox_pending_messages')).toBe(0));
    expect(await figure('outbox_oldest_age_seconds')).toBe(0);
    expect(await figure('outbox_publish_delay_seconds_bucket', { le: '60' })).toBe(3);
  });

  it('count a message that the broker refuses for good as held', async () => {
    const broker = new RecordingBroker();
    broker.refuses = ({ key }) => key === 'order-2';
    const { replica, figure } = start(broker);
    await Promise.all([1, 2, 3].map((n) => confirm(replica, `order-${n}`, n)));
    await eventually(async () => expect(await figure('outbox_held_messages')).toBe(1));
    await eventually(async () => expect(await figure('outbox_sent_total')).toBe(2));
  });

  it('read the backlog by its index alone, however much was published', async () => {
    await lab.pool.query(
      `INSERT INTO outbox (event_id, topic, key, headers, value, published_at)
       SELECT n::text, 'shop.orders', 'order-' || n, '{}', '{}', now() FROM generate_series(1, 1000000) AS n`,
    );
    await lab.pool.query(
      `INSERT INTO outbox (event_id, topic, key, headers, value)
       SELECT n::text, 'shop.orders', 'order-' || n, '{}', '{}' FROM generate_series(1, 500) AS n`,
    );
    await lab.pool.query('ANALYZE outbox');
    const { rows } = await lab.pool.query<Record<'QUERY PLAN', string>>(`EXPLAIN (ANALYZE, BUFFERS) ${BACKLOG}`);
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).not.toMatch(/Seq Scan|Bitmap|Sort/);
    expect(plan.match(/Index Scan using outbox_unpublished/g)).toHaveLength(1);
    const [, pages = Infinity] = /Buffers: shared hit=(\d+)/.exec(plan) ?? [];
    expect(Number(pages)).toBeLessThan(100);
  });
});
