import { OperatedService } from './testing/operated-service.js';

it('is an empty log, not a fault, where nothing was done and the service has no audit of its own', async () => {
  const service = await OperatedService.start();
  const empty = { items: [], nextCursor: null, degraded: [] };
  expect(await service.ask('GET', '/admin/audit')).toEqual({ status: 200, json: empty });
  await service.stop();
});
