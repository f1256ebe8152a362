import { OperatedService } from './testing/operated-service.js';

describe('the log level of a service over HTTP', () => {
  let service: OperatedService;
  beforeAll(async () => {
    service = await OperatedService.start();
  });
  afterAll(() => service.stop());

  const read = async () => (await service.ask('GET', '/admin/log-level')).json['items'];
  const change = (body: unknown, as: 'admin' | 'support' = 'admin') =>
    service.ask('PUT', '/admin/log-level?service=order-service', { as: [as], body });

  it('is what the service was started with', async () => {
    const configured = 'silent';
    expect(await read()).toEqual([{ service: 'order-service', level: 'silent', configured, until: null }]);
  });

  it('is changed while the service runs, for some minutes, and that is in the audit log', async () => {
    const before = Date.now();
    const { status, json } = await change({ level: 'fatal', minutes: 10 });
    expect([status, json]).toMatchObject([200, { items: [{ level: 'fatal', configured: 'silent' }], degraded: [] }]);
    const [{ until }] = (await read()) as [{ until: string }];
    expect(Date.parse(until) - before).toBeGreaterThanOrEqual(600_000);
    const { json: audit } = await service.ask('GET', '/admin/audit');
    expect(audit).toMatchObject({
      items: [
        {
          action: 'log-level-changed',
          subject: 'order-service',
          detail: { from: 'silent', to: 'fatal', minutes: 10 },
          actor: expect.stringMatching(/.+/) as string,
        },
      ],
    });
  });

  it('is not changed by others, nor to what is no level, nor for a week', async () => {
    const before = await read();
    expect((await change({ level: 'debug' }, 'support')).status).toBe(403);
    expect((await change({ level: 'loud' })).status).toBe(400);
    expect((await change({ level: 'debug', minutes: 10_080 })).status).toBe(400);
    expect(await read()).toEqual(before);
  });
});
