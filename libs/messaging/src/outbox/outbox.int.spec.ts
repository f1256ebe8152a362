import { orderConfirmed } from '@shop/domain-events';
import { OutboxLab, confirm } from '../testing/outbox-lab.js';
import { LetRecordsBeRedriven1763600000006 } from '../migrations.js';
import { eventually } from '../testing/eventually.js';
import { appendRecords, outbox, publish } from './outbox.js';

describe('the outbox', () => {
  let lab: OutboxLab;
  beforeAll(async () => {
    lab = await OutboxLab.open();
  });
  afterEach(() => lab.reset());
  afterAll(() => lab.close());

  const confirmAtLength = (characters: number) =>
    publish(orderConfirmed, {
      orderId: 'o',
      customerId: 'ü'.repeat(characters),
      total: { amountMinor: 1, currency: 'USD' },
    });

  it('refuses an event that Kafka would refuse for good, and only the command that wanted it', async () => {
    const { group, ...replica } = lab.start();
    await replica.relay.stop();
    const large = group.submit({
      reads: [],
      decide: (unit) => unit.append(outbox, confirmAtLength(450_000)),
    });
    const results = await Promise.allSettled([confirm({ group }, 'o1'), large, confirm({ group }, 'o2')]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(results[1]).toMatchObject({ reason: { kind: 'invalid', code: 'event.too-large' } });
    const { rows } = await lab.pool.query('SELECT key, xmin FROM outbox ORDER BY id');
    expect(rows).toMatchObject([{ key: 'o1' }, { key: 'o2' }]);
  });

  it('takes an event of just under 900,000 bytes', () => {
    expect(() => confirmAtLength(449_900)).not.toThrow();
  });

  it('can go back to the table as it was released, and forward again, with its messages', async () => {
    const migration = new LetRecordsBeRedriven1763600000006();
    const runner = { query: (sql: string) => lab.pool.query(sql) } as never;
    await appendRecords(lab.pool, [
      { topic: 't', key: null, headers: {}, value: 'goes' },
      { topic: 't', key: 'k', headers: { ce_id: 'e1' }, value: 'stays' },
    ]);
    await migration.down(runner);
    await migration.up(runner);
    const { broker } = lab.start();
    await eventually(() =>
      expect(broker.sent).toEqual([{ topic: 't', key: 'k', headers: { ce_id: 'e1' }, value: 'stays' }]),
    );
  });
});
