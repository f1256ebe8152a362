import assert from 'node:assert/strict';
import { Exposition } from './exposition.js';

/** Asks a process for its metrics, as Prometheus does: no token, the text format. @param url with nothing behind the port */
export async function scrape(url: string): Promise<Exposition> {
  const response = await fetch(`${url}/metrics`, { headers: { accept: 'text/plain;version=0.0.4' } });
  const text = await response.text();
  assert.equal(response.status, 200, text);
  assert.equal(response.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8');
  return Exposition.parse(text);
}
