import { describeKafka } from '@shop/messaging/testing';
import { waitUntil } from '../infrastructure/wait-until.js';
import { LedgerUnderTest } from './testing/ledger-under-test.js';

describeKafka('a rebalance in the middle of batches', () => {
  let ledger: LedgerUnderTest;
  beforeEach(async () => {
    ledger = await LedgerUnderTest.open(process.env['TEST_KAFKA_BROKERS'] ?? '');
  }, 60_000);
  afterEach(() => ledger.close(), 60_000);

  /** Slow handlers: each batch takes seconds, so that no replica can come or go between two. */
  const slow = { THINK_MS: '100' };
  const progress = async (by: number) => {
    const goal = ledger.output.count + by;
    expect(await waitUntil(() => ledger.output.count >= goal, { timeoutMs: 90_000 })).toBe(true);
  };

  it.each(['SIGTERM', 'SIGKILL'] as const)(
    'by a second replica that joins and leaves by %s loses and doubles nothing',
    async (signal) => {
      const first = await (await ledger.start(slow)).ready();
      ledger.feed.flow(300);
      await progress(200);
      for (let round = 1; round <= 2; round++) {
        const second = await (await ledger.start(slow)).ready();
        await progress(300);
        if (signal === 'SIGTERM') expect(await second.stop()).toBe(0);
        else await second.kill();
        await progress(300);
      }
      await ledger.feed.stop();
      await ledger.expectAllExactlyOnce();
      expect(await first.live()).toBe(200);
    },
    240_000,
  );

  it('by which the replica that was there first leaves loses and doubles nothing', async () => {
    const first = await (await ledger.start(slow)).ready();
    ledger.feed.flow(300);
    await progress(200);
    await (await ledger.start(slow)).ready();
    await progress(200);
    expect(await first.stop()).toBe(0);
    await progress(300);
    await ledger.feed.stop();
    await ledger.expectAllExactlyOnce();
  }, 240_000);
});
