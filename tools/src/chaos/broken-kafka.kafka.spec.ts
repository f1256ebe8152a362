import { setTimeout as delay } from 'node:timers/promises';
import { describeKafka } from '@shop/messaging/testing';
import { waitUntil } from '../infrastructure/wait-until.js';
import { BreakableKafka } from './testing/breakable-kafka.js';
import { LedgerUnderTest } from './testing/ledger-under-test.js';

const DOWN_MS = process.env['CHAOS_FULL'] === 'true' ? 60_000 : 15_000;

describeKafka('a broker that breaks under load', () => {
  let kafka: BreakableKafka;
  let ledger: LedgerUnderTest;
  beforeAll(async () => {
    kafka = await BreakableKafka.start();
  }, 120_000);
  beforeEach(async () => {
    ledger = await LedgerUnderTest.open(kafka.brokers);
  }, 60_000);
  afterEach(() => ledger.close(), 60_000);
  afterAll(() => kafka.stop(), 60_000);

  const progress = async (by: number) => {
    const goal = ledger.output.count + by;
    expect(await waitUntil(() => ledger.output.count >= goal, { timeoutMs: 120_000 })).toBe(true);
  };
  const twoReplicasUnderLoad = async () => {
    const replicas = await Promise.all([ledger.start(), ledger.start()]);
    ledger.feed.flow(300);
    await progress(500);
    return replicas;
  };

  it('by SIGKILL, and is there again at once, costs nothing', async () => {
    const replicas = await twoReplicasUnderLoad();
    for (let round = 1; round <= 3; round++) {
      kafka.kill();
      await progress(500);
    }
    await ledger.feed.stop();
    await ledger.expectAllExactlyOnce();
    for (const replica of replicas) expect(await replica.live()).toBe(200);
  }, 300_000);

  it(`by being down for ${DOWN_MS / 1_000} seconds costs nothing: what was committed meanwhile is sent afterwards`, async () => {
    const replicas = await twoReplicasUnderLoad();
    kafka.takeDown();
    const until = Date.now() + DOWN_MS; // the very point
    for (let n = 0; Date.now() < until; n++) {
      const account = `direct-${n % 10}`;
      await replicas[n % 2]?.book(account, ledger.feed.payment(account));
      await delay(5);
    }
    expect(await ledger.unsent()).toBeGreaterThan(DOWN_MS / 100);
    // Nobody is restarted because of a broker: that would not bring it back.
    for (const replica of replicas) expect(await replica.live()).toBe(200);
    kafka.comeBack();
    await progress(500);
    await ledger.feed.stop();
    await ledger.expectAllExactlyOnce();
    for (const replica of replicas) expect(replica.isRunning).toBe(true);
  }, 400_000);

  it('by hanging, its connections open, costs nothing', async () => {
    await twoReplicasUnderLoad();
    kafka.freeze();
    await delay(DOWN_MS); // longer than sessions and requests last
    kafka.thaw();
    await progress(500);
    await ledger.feed.stop();
    await ledger.expectAllExactlyOnce();
  }, 400_000);
});
