import { setTimeout as delay } from 'node:timers/promises';
import { describeKafka } from '@shop/messaging/testing';
import { waitUntil } from '../infrastructure/wait-until.js';
import { LedgerUnderTest } from './testing/ledger-under-test.js';

describeKafka('a database that ends connections under load', () => {
  let ledger: LedgerUnderTest;
  beforeEach(async () => {
    ledger = await LedgerUnderTest.open(process.env['TEST_KAFKA_BROKERS'] ?? '');
  }, 60_000);
  afterEach(() => ledger.close(), 60_000);

  it('costs no effect, no event and no process, however often it ends all of them', async () => {
    const replica = await (await ledger.start()).ready();
    ledger.feed.flow(400);
    let ended = 0;
    for (let round = 1; round <= 12; round++) {
      const goal = ledger.output.count + 60;
      expect(await waitUntil(() => ledger.output.count >= goal, { timeoutMs: 60_000 })).toBe(true);
      const rows = await ledger.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()`,
      );
      ended += rows.length;
      await delay(round * 37); // another moment of the relay's and the group's round each time
    }
    expect(ended).toBeGreaterThan(12);
    await ledger.feed.stop();
    await ledger.expectAllExactlyOnce();
    expect(replica.isRunning).toBe(true);
    expect(await replica.live()).toBe(200);
  }, 240_000);
});
