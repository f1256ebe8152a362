import { setTimeout as delay } from 'node:timers/promises';
import { Controller, Get, HttpCode, Module, Post } from '@nestjs/common';
import { AllowAccess, startService } from '@shop/platform';
import type { RunningService } from '@shop/platform';
import { GatewayUnderTest } from './testing/gateway-under-test.js';

const orderId = '0199c0de-0000-7000-8000-000000000001';
const order = {
  items: [{ sku: 'NW-001', quantity: 1 }],
  shippingAddress: { name: 'Ann', street: 'Way 1', city: 'Bern', postalCode: '3000', country: 'CH' },
  payment: { method: 'card', token: 'tok_visa' },
};

/** Takes its time, so that each stop meets requests that are under way. */
@AllowAccess('anyone')
@Controller()
class SlowOrdersController {
  @Get('orders/:id')
  async get() {
    await delay(Math.random() * 20);
    return { id: orderId };
  }

  @Post('orders')
  @HttpCode(202)
  async place() {
    await delay(Math.random() * 40);
    return { id: orderId };
  }
}

@Module({ controllers: [SlowOrdersController] })
class SlowOrdersModule {}

const addresses = ['127.0.0.1', '127.0.0.2', '127.0.0.3'] as const;

function startReplica(host: string, port: number): Promise<RunningService> {
  const config = { HOST: host, PORT: port, LOG_LEVEL: 'silent', LOG_FORMAT: 'json', DRAIN_SECONDS: 1 } as const;
  return startService({ name: 'order-service', config, module: SlowOrdersModule });
}

/** Sends without a pause until it is told to stop. POSTs have no key: nobody may repeat them. */
async function load(gateway: GatewayUnderTest, isOver: () => boolean): Promise<readonly number[]> {
  const statuses: number[] = [];
  for (let n = 0; !isOver(); n++) {
    const answer =
      n % 2 === 0
        ? await gateway.post('/api/v1/orders', { as: ['customer'], body: order })
        : await gateway.get(`/api/v1/orders/${orderId}`, { as: ['customer'] });
    statuses.push(answer.status);
  }
  return statuses;
}

let gateway: GatewayUnderTest | undefined;
let replicas: RunningService[] = [];
afterEach(async () => {
  await gateway?.stop();
  await Promise.all(replicas.map((replica) => replica.stop()));
});

it('not one request fails while the replicas of a service are restarted one after the other', async () => {
  const first = await startReplica(addresses[0], 0);
  const port = Number(new URL(first.url).port);
  replicas = [first, await startReplica(addresses[1], port), await startReplica(addresses[2], port)];
  const settings = {
    ORDER_SERVICE_URL: `http://order-service.test:${port}`,
    RATE_LIMIT_PER_MINUTE: '1000000',
  };
  const running = await GatewayUnderTest.start(settings, () => Promise.resolve(addresses));
  gateway = running;
  let isOver = false;
  const loads = Array.from({ length: 12 }, () => load(running, () => isOver));

  for (const [index, host] of addresses.entries()) {
    await delay(500);
    await replicas[index]?.stop();
    await delay(300); // its address stands in the name server still, and answers nobody
    replicas[index] = await startReplica(host, port);
  }
  await delay(500);
  isOver = true;
  const statuses = (await Promise.all(loads)).flat();

  expect(statuses.filter((status) => status !== 202 && status !== 200)).toEqual([]);
  expect(statuses.length).toBeGreaterThan(100);
}, 60_000);
