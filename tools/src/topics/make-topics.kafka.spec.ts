import { services } from '@shop/kernel';
import { topics } from '@shop/domain-events';
import { asOperator, ClosedPort, describeKafka } from '@shop/messaging/testing';
import { makeTopics } from './make-topics.js';

const brokers = process.env['TEST_KAFKA_BROKERS'] ?? '';

describeKafka('making the topics', () => {
  jest.setTimeout(60_000);
  const said = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  beforeEach(() => said.mockClear());
  afterAll(() => said.mockRestore());

  it('makes every topic of the catalogue and the dead letters of every service, waiting for a broker that comes late', async () => {
    const late = await ClosedPort.find();
    const making = makeTopics({ KAFKA_BROKERS: `127.0.0.1:${late.port}` });
    await late.open(brokers.split(',')[0] ?? '');
    await making;
    const wanted = [...Object.values(topics), ...services.map((service) => `${service}.dlq`)];
    const there = await asOperator((admin) => admin.listTopics());
    expect(wanted.filter((topic) => !there.includes(topic))).toEqual([]);
    expect(said).toHaveBeenCalledWith(expect.stringContaining('order-service.dlq'));
    late.close();
  });

  it('gives up in one sentence when no broker comes', async () => {
    const nowhere = { KAFKA_BROKERS: '127.0.0.1:1', TOPICS_PATIENCE_SECONDS: '1' };
    await expect(makeTopics(nowhere)).rejects.toMatchObject({ message: 'No Kafka broker at 127.0.0.1:1 after 1 s.' });
    expect(said).not.toHaveBeenCalled();
  });
});
