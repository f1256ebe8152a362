import { expositionFaults, scrape } from '@shop/telemetry/testing';
import { start } from './start.js';

it('exports what the catalogue of metrics says of it, and nothing that grows with its use', async () => {
  const world = await start({ PORT: '0', SMTP_PORT: '0', LOG_LEVEL: 'silent', LOG_FORMAT: 'json' });
  await fetch(`${world.url}/payments/charges/ch_123`);
  await fetch(`${world.url}/no/such/path`);
  const figures = await scrape(world.metricsUrl);
  expect(expositionFaults('outside-world', figures)).toEqual([]);
  const route = '/payments/charges/:id';
  expect(figures.value('http_server_request_duration_seconds_count', { route, status: '404' })).toBe(1);
  await world.stop();
});
