import { describeKafka } from '@shop/messaging/testing';
import { waitUntil } from '../infrastructure/wait-until.js';
import { LedgerUnderTest } from './testing/ledger-under-test.js';

const SHARD_LOCK = 0x5409;

describeKafka('two relays on one outbox', () => {
  let ledger: LedgerUnderTest;
  beforeEach(async () => {
    ledger = await LedgerUnderTest.open(process.env['TEST_KAFKA_BROKERS'] ?? '');
  }, 60_000);
  afterEach(() => ledger.close(), 60_000);

  /** The connections that hold shards of the outbox now, each with how many: a shard is an advisory lock of this class. */
  const holders = () =>
    ledger.query<{ pid: number; shards: number }>(
      `SELECT pid, count(*)::int AS shards FROM pg_locks
       WHERE locktype = 'advisory' AND granted AND classid = ${SHARD_LOCK} AND objsubid = 2
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
       GROUP BY pid`,
    );
  const shardsHeld = async () => (await holders()).reduce((sum, { shards }) => sum + shards, 0);

  it('send every event once, in order within its key', async () => {
    await Promise.all([ledger.start(), ledger.start()]);
    ledger.feed.flow(600);
    await waitUntil(() => ledger.output.count > 2_000, { timeoutMs: 60_000 });
    await ledger.feed.stop();
    await ledger.expectAllExactlyOnce();
    // Nobody has died, so nobody had a reason to send anything again: each shard has one sender.
    expect(ledger.output.repetitions).toBe(0);
  }, 180_000);

  it('stand in for one another: what one leaves by its death the other takes over within seconds', async () => {
    const first = await (await ledger.start()).ready();
    await waitUntil(async () => (await shardsHeld()) > 0, { timeoutMs: 30_000 });
    const all = await shardsHeld();
    const second = await (await ledger.start()).ready();
    ledger.feed.flow(400);
    await waitUntil(() => ledger.output.count > 500, { timeoutMs: 60_000 });
    await first.kill();
    const takenOver = async () => (await holders()).length === 1 && (await shardsHeld()) === all;
    expect(await waitUntil(takenOver, { timeoutMs: 15_000 })).toBe(true);
    const sent = ledger.output.count;
    expect(await waitUntil(() => ledger.output.count > sent + 500, { timeoutMs: 60_000 })).toBe(true);
    expect(second.isRunning).toBe(true);
    await ledger.feed.stop();
    await ledger.expectAllExactlyOnce();
  }, 180_000);
});
