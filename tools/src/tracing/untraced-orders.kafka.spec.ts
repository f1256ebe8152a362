import { describeKafka, eventually } from '@shop/messaging/testing';
import { OtlpReceiver } from '@shop/telemetry/testing';
import { awaitOrder } from '../client/await-order.js';
import { demoOrder, OrderDesk } from './testing/shop-orders.js';
import { TracingGround } from './testing/traced-shop.js';
import type { TracedShop } from './testing/traced-shop.js';

jest.setTimeout(180_000);

/** How long ten orders take, from the first that is placed to the last that is confirmed. */
async function tenOrders(shop: TracedShop): Promise<number> {
  const desk = await OrderDesk.open(shop.gateway);
  const order = async () => {
    const { id } = await desk.place(demoOrder('Everything goes well'));
    await awaitOrder(shop.client, id, ['confirmed']);
  };
  await order(); // the first finds everything cold
  const began = performance.now();
  await Promise.all(Array.from({ length: 10 }, order));
  return performance.now() - began;
}

describeKafka('orders of a shop', () => {
  let receiver: OtlpReceiver;
  let ground: TracingGround;
  beforeAll(async () => {
    [receiver, ground] = await Promise.all([OtlpReceiver.start(), TracingGround.open()]);
  });
  afterAll(async () => {
    await ground?.close();
    await receiver?.stop();
  });
  const withShop = async (env: NodeJS.ProcessEnv, work: (shop: TracedShop) => Promise<void>) => {
    const shop = await ground.startShop({ layout: 'one-process', env });
    try {
      await work(shop);
    } finally {
      await shop.stop();
    }
  };
  let quietMs = 0;

  it('that records no trace leave none, and hand on an id whose flag says so', async () => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_TRACES_SAMPLER_ARG: '0' };
    await withShop(env, async (shop) => {
      const desk = await OrderDesk.open(shop.gateway);
      const { id, traceparent } = await desk.place(demoOrder('Everything goes well'));
      expect(traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
      await awaitOrder(shop.client, id, ['confirmed']);
      quietMs = await tenOrders(shop);
    });
    // The stop would have sent what was left.
    expect(receiver.requests).toEqual([]);
  });

  it('without a receiver are as before: nothing is sent, and what has no flag gets none', async () => {
    await withShop({ OTEL_EXPORTER_OTLP_ENDPOINT: '' }, async (shop) => {
      const desk = await OrderDesk.open(shop.gateway);
      const { id, traceparent } = await desk.place(demoOrder('Everything goes well'));
      expect(traceparent).toMatch(/-00$/);
      await awaitOrder(shop.client, id, ['confirmed']);
    });
    expect(receiver.requests).toEqual([]);
  });

  it('whose receiver never answers are not held up by it', async () => {
    receiver.isHanging = true;
    await withShop({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url }, async (shop) => {
      await tenOrders(shop);
      // From here on a send is under way that nobody answers.
      await eventually(() => expect(receiver.spans).not.toEqual([]));
      const hangingMs = await tenOrders(shop);
      // A send that were waited for would take five seconds, and there is one at every step.
      expect(hangingMs).toBeLessThan(3 * quietMs + 2_000);
    });
  });
});
