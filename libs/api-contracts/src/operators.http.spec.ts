import { deadLetterId, operatorsApi, serviceOfDeadLetter } from './operators.http.js';
import { upstreams } from './define-route.js';

describe('the id of a dead letter', () => {
  it('says whose it is', () => {
    for (const upstream of upstreams) expect(serviceOfDeadLetter(deadLetterId(upstream, 'a.b'))).toBe(upstream);
  });

  it.each(['', 'order-service', 'orders.1', '.order-service.1'])('says nothing if it is %p', (id) => {
    expect(serviceOfDeadLetter(id)).toBeUndefined();
  });
});

describe('what operators may ask', () => {
  it('needs the kind of what is redriven together', () => {
    const { body } = operatorsApi.redriveKind;
    expect(body?.safeParse({}).success).toBe(false);
    expect(body?.safeParse({ kind: 'unreadable', failedBefore: '2026-01-02T03:04:05.678Z' }).success).toBe(true);
    expect(body?.safeParse({ kind: 'unreadable', services: 'all' }).success).toBe(false);
  });

  it('knows the services by name', () => {
    const { query } = operatorsApi.deadLetters;
    expect(query?.safeParse({ service: 'order-service' }).success).toBe(true);
    expect(query?.safeParse({ service: 'orders' }).success).toBe(false);
  });
});
