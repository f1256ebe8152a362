import { environmentOf } from './shop-environment.js';
import type { Surroundings } from './shop-environment.js';
import { assignPorts } from './shop-map.js';
import { fakeModelPlan } from './shop-processes.js';

const around: Surroundings = {
  bus: 'kafka',
  kafkaBrokers: '127.0.0.1:9',
  databases: new Map([['payment_service', 'postgres://payment']]),
  ports: assignPorts(3000, [1, 2, 3, 4, 5, 6, 7, 8, 9]),
  outsideWorld: 'simulators',
  data: '/data',
  inherited: {
    LOG_LEVEL: 'warn',
    DATABASE_URL: 'postgres://superuser',
    PGPASSWORD: 'secret',
    PORT: '80',
    METRICS_PORT: '9464',
  },
};

describe('the environment of a process of the shop', () => {
  it('names the own database of a service, and never that of the superuser', () => {
    expect(environmentOf('payment-service', around)['DATABASE_URL']).toBe('postgres://payment');
    expect(Object.values(environmentOf('api-gateway', around))).not.toContain('postgres://superuser');
    expect(environmentOf('payment-service', around)['PGPASSWORD']).toBeUndefined();
  });

  it('hands no port on that one process alone could have', () => {
    expect(environmentOf('order-service', around)['METRICS_PORT']).toBeUndefined();
  });

  it('tells the gateway where every service is', () => {
    expect(environmentOf('api-gateway', around)).toMatchObject({
      PORT: '3000',
      USER_SERVICE_URL: 'http://127.0.0.1:3',
      NOTIFICATION_SERVICE_URL: 'http://127.0.0.1:8',
      JWKS_URL: 'http://127.0.0.1:3/.well-known/jwks.json',
    });
  });

  it('tells the order service whom an analysis asks, and it alone the key of the model', () => {
    const model = { ANTHROPIC_API_KEY: 'key', ANTHROPIC_BASE_URL: 'http://127.0.0.1:9' };
    const keyed = { ...around, inherited: { ...around.inherited, ...model } };
    expect(environmentOf('order-service', keyed)).toMatchObject({
      ...model,
      INVENTORY_SERVICE_URL: 'http://127.0.0.1:5',
      PAYMENT_SERVICE_URL: 'http://127.0.0.1:6',
      SHIPPING_SERVICE_URL: 'http://127.0.0.1:7',
      NOTIFICATION_SERVICE_URL: 'http://127.0.0.1:8',
    });
    expect(environmentOf('payment-service', keyed)['ANTHROPIC_API_KEY']).toBeUndefined();
  });

  it('points the order service to the fake model, which never sees the own key', () => {
    const fake = { ...around, model: 'fake' as const, inherited: { ANTHROPIC_API_KEY: 'sk-own', PATH: '/bin' } };
    expect(environmentOf('order-service', fake)).toMatchObject({
      ANTHROPIC_API_KEY: 'sk-fake',
      ANTHROPIC_BASE_URL: 'http://127.0.0.1:9',
    });
    expect(Object.values(fakeModelPlan(fake).env ?? {})).not.toContain('sk-own');
  });

  it('points payment, shipping and notification to the simulated outside world', () => {
    expect(environmentOf('payment-service', around)['PAYMENT_PROVIDER_URL']).toBe('http://127.0.0.1:1');
    expect(environmentOf('shipping-service', around)['CARRIER_URL']).toBe('http://127.0.0.1:1');
    expect(environmentOf('notification-service', around)['SMTP_URL']).toBe('smtp://127.0.0.1:2');
  });

  it('has payment, shipping and notification play the outside world themselves, if asked', () => {
    const playing = { ...around, outsideWorld: 'in-process' } as const;
    expect(environmentOf('payment-service', playing)['PAYMENT_PROVIDER_URL']).toBe('in-process:');
    expect(environmentOf('shipping-service', playing)['CARRIER_URL']).toBe('in-process:');
    expect(environmentOf('notification-service', playing)).toMatchObject({
      SMTP_URL: 'in-process:',
      SMS_PUSH_URL: 'in-process:',
    });
  });

  it('has the outside world remember in the data directory, and nobody else', () => {
    expect(environmentOf('outside-world', around)).toMatchObject({
      PORT: '1',
      SMTP_PORT: '2',
      STATE_DIR: '/data/outside-world',
    });
    expect(environmentOf('payment-service', around)['STATE_DIR']).toBeUndefined();
  });

  it('hands on what the person has set, rate limits too', () => {
    const limited = { ...around, inherited: { ...around.inherited, RATE_LIMIT_PER_MINUTE: '5' } };
    expect(environmentOf('order-service', limited)['LOG_LEVEL']).toBe('warn');
    expect(environmentOf('api-gateway', limited)['RATE_LIMIT_PER_MINUTE']).toBe('5');
    expect(environmentOf('api-gateway', around)['RATE_LIMIT_PER_MINUTE']).toBe('1000000');
  });
});
