import { randomUUID } from 'node:crypto';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import type { IHeaders } from 'kafkajs';
import { asCustomer } from './support/client.js';
import { eventually } from './support/eventually.js';
import { newProduct, orderOf, place, until } from './support/orders.js';
import { shop } from './support/shop.js';

const describeOnKafka = process.env['E2E_BUS'] === 'memory' ? describe.skip : describe;

describeOnKafka('the events on Kafka', () => {
  const kafka = () => new Kafka({ brokers: (shop().kafkaBrokers ?? '').split(','), logLevel: logLevel.NOTHING });

  it('are CloudEvents in binary mode, keyed by their order, each caused by another', async () => {
    const heard: { topic: string; key: string; headers: Record<string, string> }[] = [];
    const consumer = kafka().consumer({ groupId: `e2e-${randomUUID()}` });
    await consumer.connect();
    await consumer.subscribe({
      topics: ['shop.orders', 'shop.inventory', 'shop.payments', 'shop.shipments'],
      fromBeginning: true,
    });
    await consumer.run({
      eachMessage: async ({ topic, message }) => {
        const headers = text(message.headers ?? {});
        heard.push({ topic, key: String(message.key), headers });
      },
    });
    const customer = await asCustomer();
    const id = await place(customer, { sku: await newProduct(5) });
    await until(customer, id, 'confirmed');
    const ours = () => heard.filter(({ key }) => key === id);
    await eventually('all five are there', () => ours().length === 5);
    await consumer.disconnect();
    const ids = ours().map(({ headers }) => headers['ce_id']);
    for (const { headers, topic } of ours()) {
      expect(headers).toMatchObject({
        ce_specversion: '1.0',
        ce_correlationid: id,
        'content-type': 'application/json',
      });
      expect(headers['ce_source']).toMatch(/^\/shop\/(order|inventory|payment|shipping)-service$/);
      expect(headers['traceparent']).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/);
      expect(Date.parse(headers['ce_time'] ?? '')).not.toBeNaN();
      if (headers['ce_type'] !== 'shop.order.placed.v1') expect(ids).toContain(headers['ce_causationid']);
      expect(topic).toBe(
        { order: 'shop.orders', inventory: 'shop.inventory', payment: 'shop.payments', shipment: 'shop.shipments' }[
          headers['ce_type']?.split('.')[1] ?? ''
        ],
      );
    }
  });

  it('survive messages that nobody can read, on every topic', async () => {
    const producer = kafka().producer({ createPartitioner: Partitioners.DefaultPartitioner });
    await producer.connect();
    const partitions = [0, 1, 2];
    const bad = [
      { value: 'not json', headers: { ce_id: randomUUID(), ce_type: 'shop.order.placed.v1' } },
      { value: '{}', headers: {} },
      { value: null, headers: { ce_id: randomUUID(), ce_type: 'shop.order.placed.v1' } },
      { value: '{}', headers: { ce_id: randomUUID(), ce_type: 'shop.order.forgotten.v1' } },
      { value: '{}', headers: { ce_id: randomUUID(), ce_type: 'shop.order.placed.v9' } },
      { value: '{"orderId":5}', headers: { ce_id: randomUUID(), ce_type: 'shop.payment.captured.v1' } },
      {
        value: '{"orderId":"nobody","items":[]}',
        headers: { ce_id: randomUUID(), ce_type: 'shop.inventory.reserved.v1' },
      },
    ];
    for (const topic of [
      'shop.orders',
      'shop.inventory',
      'shop.payments',
      'shop.shipments',
      'shop.users',
      'shop.catalogue',
    ]) {
      await producer.send({
        topic,
        messages: partitions.flatMap((partition) => bad.map((message) => ({ key: 'x', partition, ...message }))),
      });
    }
    await producer.disconnect();
    const customer = await asCustomer();
    const sku = await newProduct(20);
    const ids = await Promise.all(Array.from({ length: 12 }, () => place(customer, { sku })));
    await Promise.all(ids.map((id) => until(customer, id, 'confirmed')));
    const offsets = await eventually('the dead letters are there', async () => {
      const admin = kafka().admin();
      await admin.connect();
      const found = await admin.fetchTopicOffsets('inventory-service.dlq');
      await admin.disconnect();
      return found.some(({ high }) => Number(high) > 0) && found;
    });
    expect(offsets.length).toBeGreaterThan(0);
  });

  it('have their effect once although they come twice', async () => {
    const customer = await asCustomer();
    const sku = await newProduct(5);
    const seen: { topic: string; key: Buffer | null; value: Buffer | null; headers: IHeaders | undefined }[] = [];
    const consumer = kafka().consumer({ groupId: `e2e-${randomUUID()}` });
    await consumer.connect();
    await consumer.subscribe({
      topics: ['shop.orders', 'shop.inventory', 'shop.payments', 'shop.shipments'],
      fromBeginning: false,
    });
    await consumer.run({
      eachMessage: async ({ topic, message }) => void seen.push({ topic, ...message, headers: message.headers }),
    });
    const last = await eventually('the listener hears', async () => {
      const id = await place(customer, { sku });
      await until(customer, id, 'confirmed');
      return seen.filter(({ key }) => String(key) === id).length === 5 && id;
    });
    await consumer.disconnect();
    const before = await orderOf(customer, last);
    const producer = kafka().producer({ createPartitioner: Partitioners.DefaultPartitioner });
    await producer.connect();
    for (const { topic, key, value, headers } of [...seen].reverse()) {
      await producer.send({ topic, messages: [{ key, value, ...(headers && { headers }) }] });
    }
    await producer.disconnect();
    // A later order passes through the same partitions: when it is through, the copies are, too.
    const later = await Promise.all(
      Array.from({ length: 9 }, () => place(customer, { sku: sku, token: 'tok_declined' })),
    );
    await Promise.all(later.map((id) => until(customer, id, 'cancelled')));
    expect(await orderOf(customer, last)).toEqual(before);
  });
});

function text(headers: IHeaders): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([key, value]) => [key, String(value)]));
}
