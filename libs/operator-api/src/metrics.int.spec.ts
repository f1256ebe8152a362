import { orderPlaced, userRegistered } from '@shop/domain-events';
import { conflict, invalid, newId } from '@shop/kernel';
import { eventually, recordOf } from '@shop/messaging/testing';
import { OperatedService, reaction } from './testing/operated-service.js';

jest.setTimeout(60_000);

const handler = 'shop.order.placed';

describe('the metrics of a consumer', () => {
  let service: OperatedService;
  beforeEach(async () => (service = await OperatedService.start()));
  afterEach(() => service.stop());

  const figure = async (name: string, labels: Record<string, string> = {}) =>
    (await service.metrics()).value(name, labels);
  const attempts = (outcome: string) => figure('messaging_handler_duration_seconds_count', { handler, outcome });

  it('tell each attempt of a handler that fails twice, then succeeds', async () => {
    let failures = 0;
    reaction.run = async () => {
      if (++failures <= 2) throw conflict('order.busy', 'Not now.');
    };
    await service.send(recordOf(orderPlaced));
    await eventually(async () => expect(await attempts('handled')).toBe(1));
    expect([await attempts('failed'), await figure('messaging_retries_total', { handler })]).toEqual([2, 2]);
    expect(await figure('messaging_dead_letters_total')).toBe(0);
  });

  it('count a message that is put aside, and how many wait for an operator', async () => {
    reaction.run = async () => {
      throw invalid('order.unusable', 'No.');
    };
    await service.send(recordOf(orderPlaced));
    await eventually(async () => expect(await figure('messaging_dead_letters_total', { handler })).toBe(1));
    await eventually(async () => expect(await figure('messaging_dead_letters_open')).toBe(1));
    expect([await attempts('failed'), await figure('messaging_retries_total')]).toEqual([1, 0]);
    const { json } = await service.ask('GET', '/admin/dead-letters');
    const [letter] = json['items'] as { id: string }[];
    await service.ask('DELETE', `/admin/dead-letters/${letter?.id}`);
    await eventually(async () => expect(await figure('messaging_dead_letters_open')).toBe(0));
    expect(await figure('messaging_dead_letters_total')).toBe(1);
  });

  it('count what cannot be read, and what is redriven to a handler that is gone, under names that do not grow', async () => {
    const redriven = {
      dlq_id: newId(),
      dlq_redrive_group: 'order-service',
      dlq_redrive_handler: `handler-${newId()}`,
      dlq_redrives: '1',
      dlq_attempts: '1',
      dlq_origin_topic: orderPlaced.topic,
      dlq_origin_partition: '0',
      dlq_origin_offset: '0',
      dlq_first_failed_at: new Date().toISOString(),
    };
    await service.send(recordOf(orderPlaced, { value: 'no json' }), recordOf(orderPlaced, { headers: redriven }));
    await eventually(async () => expect(await figure('messaging_dead_letters_total')).toBe(2));
    expect(await figure('messaging_dead_letters_total', { handler: 'read-event' })).toBe(1);
    expect(await figure('messaging_dead_letters_total', { handler: 'other' })).toBe(1);
  });

  it('count records that are passed over, by why', async () => {
    const { topic } = orderPlaced;
    await service.send({ ...recordOf(userRegistered), topic });
    await service.send({ ...recordOf(orderPlaced, { headers: { ce_type: 'shop.order.unheard-of.v1' } }), topic });
    const ignored = (reason: string) => figure('messaging_records_ignored_total', { reason });
    await eventually(async () => expect([await ignored('not_ours'), await ignored('unknown')]).toEqual([1, 1]));
  });

  it('tell the lag of each partition', async () => {
    let goOn: () => void = () => undefined;
    reaction.run = () => new Promise((resolve) => (goOn = resolve));
    await service.send(recordOf(orderPlaced, { key: 'one' }));
    await service.send(recordOf(orderPlaced, { key: 'one' }), recordOf(orderPlaced, { key: 'one' }));
    const lag = () => figure('messaging_consumer_lag_records', { topic: orderPlaced.topic });
    await eventually(async () => expect(await lag()).toBe(3), 20_000);
    reaction.run = async () => undefined;
    goOn();
    await eventually(async () => expect(await lag()).toBe(0), 20_000);
  });
});
