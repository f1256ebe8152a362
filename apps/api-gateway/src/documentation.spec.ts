import { allRoutes, publicPattern } from '@shop/api-contracts';
import { GatewayUnderTest } from './testing/gateway-under-test.js';

let gateway: GatewayUnderTest;
beforeAll(async () => (gateway = await GatewayUnderTest.start()));
afterAll(() => gateway.stop());

it('serves the OpenAPI document to anyone', async () => {
  const answer = await gateway.get('/openapi.json');
  expect(answer).toMatchObject({ status: 200, json: { openapi: '3.1.0' } });
  expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
});

it('serves a page that names every route', async () => {
  const { status, headers, text } = await gateway.get('/docs');
  expect(status).toBe(200);
  expect(headers.get('content-type')).toMatch(/^text\/html/);
  for (const route of allRoutes()) expect(text).toContain(`<code>${publicPattern(route)}</code>`);
});

it('serves every route that it documents', async () => {
  for (const route of allRoutes()) {
    const path = publicPattern(route).replace(':id', '0197a1b2-0000-7000-8000-000000000001').replace(':sku', 'NW-001');
    const { status } = await gateway.send(route.method, path);
    expect([route.method, path, status]).not.toEqual([route.method, path, 404]);
  }
});
