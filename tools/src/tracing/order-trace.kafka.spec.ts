import { describeKafka, eventually } from '@shop/messaging/testing';
import { OtlpReceiver } from '@shop/telemetry/testing';
import type { ReceivedSpan } from '@shop/telemetry/testing';
import { awaitOrder } from '../client/await-order.js';
import { linkFaults } from './testing/batch-links.js';
import { analysed, attempt, hear, mailed, placed, publish } from './testing/expected-trace.js';
import { demoOrder, OrderDesk } from './testing/shop-orders.js';
import type { PlacedOrder } from './testing/shop-orders.js';
import { toldExpectation, toldTrace } from './testing/told-trace.js';
import type { ExpectedSpan } from './testing/told-trace.js';
import { TracingGround } from './testing/traced-shop.js';
import type { TracedShop } from './testing/traced-shop.js';

jest.setTimeout(120_000);

const everyone = ['inventory', 'payment', 'shipping', 'notification'] as const;
const reserved = [
  ...placed(),
  ...hear('order.placed', 'order', ...everyone),
  ...publish('inventory', 'inventory.reserved', 'order.placed'),
  ...hear('inventory.reserved', 'inventory', 'order', 'payment'),
];
const charge = {
  service: 'payment',
  intent: 'charge',
  after: ['inventory.reserved', 'order.placed'],
  peer: 'payment-provider',
  serves: 'POST /payments/charges',
} as const;
const label = {
  service: 'shipping',
  intent: 'label',
  after: ['payment.captured', 'order.placed'],
  peer: 'carrier',
  serves: 'POST /carrier/labels',
} as const;
const shippedAndConfirmed = [
  ...hear('payment.captured', 'payment', 'order', 'shipping'),
  ...attempt({ ...label, status: 201, then: 'shipment.created' }),
  ...hear('shipment.created', 'shipping', 'order'),
  ...publish('order', 'order.confirmed', 'inventory.reserved', 'payment.captured', 'shipment.created'),
  ...hear('order.confirmed', 'order', 'notification'),
  ...mailed('order.confirmed'),
];
const undoings = ['inventory.released', 'payment.refunded', 'shipment.cancelled'];
/** From the decision to cancel to the mail; each participant undoes its own part. */
const undone = [
  ...hear('order.cancellation-started', 'order', 'inventory', 'payment', 'shipping'),
  ...publish('inventory', 'inventory.released', 'order.cancellation-started'),
  ...hear('inventory.released', 'inventory', 'order'),
  ...hear('payment.refunded', 'payment', 'order'),
  ...publish('shipping', 'shipment.cancelled', 'order.cancellation-started'),
  ...hear('shipment.cancelled', 'shipping', 'order'),
  ...publish('order', 'order.cancelled', ...undoings),
  ...analysed(...undoings),
  ...hear('order.cancelled', 'order', 'notification'),
  ...mailed('order.cancelled'),
];

describeKafka('the trace of an order', () => {
  let receiver: OtlpReceiver;
  let ground: TracingGround;
  let shop: TracedShop;
  let desk: OrderDesk;
  beforeAll(async () => {
    [receiver, ground] = await Promise.all([OtlpReceiver.start(), TracingGround.open()]);
    shop = await ground.startShop({ layout: 'many-processes', env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url } });
    desk = await OrderDesk.open(shop.gateway);
  }, 180_000);
  afterAll(async () => {
    await shop?.stop();
    await ground?.close();
    await receiver?.stop();
  }, 60_000);

  const traceOf = ({ traceId }: PlacedOrder) => receiver.traceOf(traceId);
  const expectTrace = async (order: PlacedOrder, expected: readonly ExpectedSpan[]) => {
    await eventually(() => expect(toldTrace(traceOf(order), expected)).toEqual(toldExpectation(expected)), 60_000);
    await eventually(() => expect(linkFaults(traceOf(order), receiver.spans)).toEqual([]));
  };
  const failuresOf = (order: PlacedOrder) => traceOf(order).flatMap(({ attributes }) => attributes['error.type'] ?? []);

  it('that goes well is one tree from the gateway to the mail, through every outbox, topic, consumer and database', async () => {
    const order = await desk.place(demoOrder('Everything goes well'));
    await expectTrace(order, [
      ...reserved,
      ...attempt({ ...charge, status: 201, then: 'payment.captured' }),
      ...shippedAndConfirmed,
    ]);
    expect(order.traceparent).toMatch(/-01$/);
    expect(failuresOf(order)).toEqual([]);
    const ofOrder = receiver.spans.filter(
      ({ attributes }) => attributes['messaging.message.conversation_id'] === order.id,
    );
    expect(new Set(ofOrder.map(({ traceId }) => traceId))).toEqual(new Set([order.traceId]));
    expectConventions(traceOf(order), order);
  });

  it('continues the trace of a client that has begun one', async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const order = await desk.place(demoOrder('Everything goes well'), { traceparent });
    expect(order.traceId).toBe(traceparent.slice(3, 35));
    expect(order.traceparent).not.toBe(traceparent);
    const isServed = ({ name }: ReceivedSpan) => name === 'POST /api/v1/orders';
    await eventually(() => expect(traceOf(order).find(isServed)?.parentSpanId).toBe('00f067aa0ba902b7'));
    await awaitOrder(shop.client, order.id, ['confirmed']);
  });

  it('whose provider fails twice has a span for each try, one beside the other', async () => {
    const order = await desk.place(demoOrder('The payment provider fails twice'));
    await expectTrace(order, [
      ...reserved,
      ...attempt({ ...charge, attempt: 1, status: 503 }),
      ...attempt({ ...charge, attempt: 2, status: 503 }),
      ...attempt({ ...charge, attempt: 3, status: 201, then: 'payment.captured' }),
      ...shippedAndConfirmed,
    ]);
    expect(failuresOf(order).filter((type) => type === 'payment-provider.no-outcome')).toHaveLength(2);
  });

  it('whose card is declined goes on with the cancellation and what each participant undoes', async () => {
    const order = await desk.place(demoOrder('The card is declined'));
    await expectTrace(order, [
      ...reserved,
      ...attempt({ ...charge, status: 402, then: 'payment.declined' }),
      ...hear('payment.declined', 'payment', 'order'),
      ...publish('order', 'order.cancellation-started', 'payment.declined'),
      ...publish('payment', 'payment.refunded', 'order.cancellation-started'),
      ...undone,
    ]);
  });

  it('that nobody can deliver goes on with the money that is given back', async () => {
    const order = await desk.place(demoOrder('Nobody delivers there'));
    await expectTrace(order, [
      ...reserved,
      ...attempt({ ...charge, status: 201, then: 'payment.captured' }),
      ...hear('payment.captured', 'payment', 'order', 'shipping'),
      ...attempt({ ...label, status: 422, then: 'shipment.rejected' }),
      ...hear('shipment.rejected', 'shipping', 'order'),
      ...publish('order', 'order.cancellation-started', 'shipment.rejected'),
      ...attempt({
        service: 'payment',
        intent: 'refund',
        after: ['order.cancellation-started'],
        peer: 'payment-provider',
        serves: 'POST /payments/refunds',
        status: 201,
        then: 'payment.refunded',
      }),
      ...undone,
    ]);
  });

  it('shows each attempt of a consumer whose database is gone, until it is back', async () => {
    const attemptsOf = (order: PlacedOrder) =>
      traceOf(order)
        .filter(({ service, name }) => service === 'inventory-service' && name === 'process shop.orders')
        .sort((a, b) => Number(a.attributes['shop.attempt']) - Number(b.attributes['shop.attempt']));
    await ground.shutDatabase('inventory_service');
    const order = await desk.place(demoOrder('Everything goes well'));
    await eventually(() => expect(attemptsOf(order).length).toBeGreaterThan(1), 60_000);
    await ground.reopenDatabase('inventory_service');
    await awaitOrder(shop.client, order.id, ['confirmed']);
    await eventually(() => expect(attemptsOf(order).at(-1)?.isError).toBe(false), 30_000);

    const attempts = attemptsOf(order);
    expect(attempts.map(({ attributes }) => attributes['shop.attempt'])).toEqual(attempts.map((_, index) => index + 1));
    expect(new Set(attempts.map(({ parentSpanId }) => parentSpanId)).size).toBe(1);
    const failed = attempts.slice(0, -1);
    expect(failed.map(({ isError, attributes }) => [isError, attributes['error.type']])).toEqual(
      failed.map(() => [true, 'database.unavailable']),
    );
  });
});

function expectConventions(trace: readonly ReceivedSpan[], { id }: PlacedOrder): void {
  const find = (service: string, name: string) => trace.find((span) => span.service === service && span.name === name);
  const host = { 'server.address': '127.0.0.1', 'server.port': expect.any(Number) as number };
  expect(find('api-gateway', 'POST /api/v1/orders')?.attributes).toEqual({
    'http.request.method': 'POST',
    'http.route': '/api/v1/orders',
    'http.response.status_code': 202,
    'url.path': '/api/v1/orders',
    'url.scheme': 'http',
  });
  expect(find('api-gateway', 'POST /orders')?.attributes).toEqual({
    ...host,
    'http.request.method': 'POST',
    'http.response.status_code': 202,
    'service.peer.name': 'order-service',
    'url.full': expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/orders$/) as string,
    'url.template': '/orders',
  });
  const message = {
    'cloudevents.event_type': 'shop.order.placed.v1',
    'kafka.message.key': id,
    'messaging.destination.name': 'shop.orders',
    'messaging.message.conversation_id': id,
    'messaging.message.id': expect.any(String) as string,
    'messaging.system': 'kafka',
    'messaging.system.name': 'kafka',
  };
  const operation = (name: string) => ({ 'messaging.operation.name': name, 'messaging.operation.type': name });
  expect(find('order-service', 'create shop.orders')?.attributes).toEqual({ ...message, ...operation('create') });
  expect(find('order-service', 'send shop.orders')?.attributes).toEqual({ ...message, ...operation('send') });
  expect(find('inventory-service', 'process shop.orders')?.attributes).toEqual({
    ...message,
    ...operation('process'),
    'kafka.offset': expect.any(Number) as number,
    'messaging.consumer.group.name': 'inventory-service',
    'messaging.destination.partition.id': expect.stringMatching(/^\d+$/) as string,
    'shop.attempt': 1,
    'shop.handler': 'shop.order.placed',
  });
  expect(find('inventory-service', 'TRANSACTION inventory_service')?.attributes).toEqual({
    ...host,
    'db.namespace': 'inventory_service',
    'db.operation.name': 'TRANSACTION',
    'db.system.name': 'postgresql',
  });
  expect(find('notification-service', 'send mail')?.attributes).toEqual({ ...host, 'network.protocol.name': 'smtp' });
}
