import { describeKafka } from '@shop/messaging/testing';
import { crashPoints } from './ledger/crash-point.js';
import { LedgerUnderTest } from './testing/ledger-under-test.js';

describeKafka('a service that is killed at an exact point', () => {
  let ledger: LedgerUnderTest;
  beforeEach(async () => {
    ledger = await LedgerUnderTest.open(process.env['TEST_KAFKA_BROKERS'] ?? '');
  }, 60_000);
  afterEach(() => ledger.close(), 60_000);

  it.each(crashPoints.map((point) => `${point}:2`))(
    '(%s) has had every effect once and sends every event in order when it is started again',
    async (crashAt) => {
      const first = await ledger.start({ CRASH_AT: crashAt });
      ledger.feed.flow(400);
      expect(await first.crashed()).toBe('SIGKILL');
      const leftBehind = await ledger.unsent();
      await ledger.start();
      await ledger.feed.send(100);
      await ledger.feed.stop();
      await ledger.expectAllExactlyOnce();
      // What had been committed and not marked was there to be sent, wherever in the sending the process died.
      if (!crashAt.startsWith('before-offset-commit')) expect(leftBehind).toBeGreaterThan(0);
      if (crashAt.startsWith('after-send')) expect(ledger.output.repetitions).toBeGreaterThan(0);
    },
    180_000,
  );

  it('and is killed again each time that it comes back', async () => {
    for (const crashAt of ['before-offset-commit:1', 'after-send:3']) {
      const replica = await ledger.start({ CRASH_AT: crashAt });
      while (replica.isRunning) await ledger.feed.send(10);
      expect(await replica.crashed()).toBe('SIGKILL');
    }
    await ledger.start();
    await ledger.expectAllExactlyOnce();
  }, 240_000);
});
