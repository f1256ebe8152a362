import { orderPlaced } from '@shop/domain-events';
import type { Broker, ConsumeOptions, SubscriptionState } from '@shop/messaging';
import { eventually, recordOf } from '@shop/messaging/testing';
import { OperatedService, reaction } from './testing/operated-service.js';

/** The broker as the service has it, and a hand on what it says of its subscription. */
interface Hold {
  broker?: Broker;
  say?: (state: SubscriptionState) => void;
}

function held(hold: Hold): (broker: Broker) => Broker {
  return (broker) => {
    hold.broker = broker;
    const consume = (options: ConsumeOptions) => {
      hold.say = options.onState;
      return broker.consume(options);
    };
    return new Proxy(broker, {
      get: (target, name: keyof Broker) => {
        if (name === 'consume') return consume;
        const member = target[name];
        return typeof member === 'function' ? (member as (...args: unknown[]) => unknown).bind(target) : member;
      },
    });
  };
}

describe('/health/live', () => {
  const hold: Hold = {};
  let service: OperatedService;
  beforeEach(async () => {
    service = await OperatedService.start({ wrapBroker: held(hold) });
    await eventually(async () => expect(await live()).toBe(200));
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await service.stop();
  });

  const live = async () => (await service.ask('GET', '/health/live')).status;

  it.each(['crashed', 'closed', 'stalled'] as const)('is red while the consumer is %s', async (state) => {
    hold.say?.(state);
    expect(await live()).toBe(503);
    hold.say?.('running');
    expect(await live()).toBe(200);
  });

  it.each(['reconnecting', 'rebalancing', 'connecting'] as const)('is green while it is %s', async (state) => {
    hold.say?.(state);
    expect(await live()).toBe(200);
  });

  it('is red for good when the subscription has ended by itself', async () => {
    await hold.broker?.close();
    expect(await live()).toBe(503);
  });

  it('is red while a batch is stuck, and green when it goes on', async () => {
    let goOn = () => undefined as void;
    let isIn = false;
    reaction.run = () => {
      isIn = true;
      return new Promise((resolve) => (goOn = resolve));
    };
    await service.send(recordOf(orderPlaced));
    await eventually(() => expect(isIn).toBe(true));
    const now = Date.now;
    jest.spyOn(Date, 'now').mockImplementation(() => now() + 121_000);
    expect(await live()).toBe(503);
    goOn();
    await eventually(async () => expect(await live()).toBe(200));
  });
});
