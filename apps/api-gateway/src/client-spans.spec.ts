import { OtlpReceiver } from '@shop/telemetry/testing';
import { GatewayUnderTest } from './testing/gateway-under-test.js';

let receiver: OtlpReceiver;
let gateway: GatewayUnderTest;
beforeEach(async () => {
  receiver = await OtlpReceiver.start();
  const settings = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, UPSTREAM_TIMEOUT_MS: '300' };
  gateway = await GatewayUnderTest.start(settings);
});
afterEach(async () => {
  await gateway.stop();
  await receiver.stop();
});

/** The stop sends what waits. */
async function spans() {
  await gateway.stop();
  return {
    server: receiver.spans.filter(({ kind }) => kind === 'server'),
    client: receiver.spans.filter(({ kind }) => kind === 'client'),
  };
}
const inventory = () => gateway.upstream('inventory-service');

it('each sending of a request is a span, the second says which it is, and the service gets the context of its own', async () => {
  let calls = 0;
  inventory().react = () => ((calls += 1) === 1 ? 'cut' : { body: { items: [] } });
  await gateway.get('/api/v1/products?q=ann@hush.test');
  const sent = inventory().seen.map(({ headers }) => String(headers['traceparent']).slice(36, 52));
  const { server, client } = await spans();
  expect(client.map(({ spanId }) => spanId)).toEqual(sent);
  expect(client.map(({ parentSpanId }) => parentSpanId)).toEqual([server[0]?.spanId, server[0]?.spanId]);
  expect(client.map(({ name, isError }) => [name, isError])).toEqual([
    ['GET /products', true],
    ['GET /products', false],
  ]);
  expect(client.map(({ attributes }) => attributes['http.request.resend_count'])).toEqual([undefined, 1]);
  expect(
    JSON.stringify(receiver.spans, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
  ).not.toContain('hush');
});

it('a service that hangs makes the span fail as a timeout', async () => {
  inventory().react = () => 'hang';
  await gateway.get('/api/v1/products');
  const { server, client } = await spans();
  expect(client[0]).toMatchObject({ isError: true, attributes: { 'error.type': 'timeout' } });
  expect(server[0]).toMatchObject({ isError: true, attributes: { 'http.response.status_code': 503 } });
});

it('a trace that the client has not recorded is handed on as it came', async () => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';
  await gateway.get('/api/v1/products', { headers: { traceparent } });
  expect(inventory().seen.map(({ headers }) => headers['traceparent'])).toEqual([traceparent]);
  expect(await spans()).toEqual({ server: [], client: [] });
});
