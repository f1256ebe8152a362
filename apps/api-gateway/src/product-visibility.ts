import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { internalApi, product, productRevisionHeader, publicPath } from '@shop/api-contracts';
import type { UpstreamAnswer } from './upstream-call.js';
import { Upstreams } from './upstreams.js';

const patienceMs = 2000;
const listed = product.pick({ sku: true });

/**
 * Lets whoever lists or changes a product order it with the very next request. The order service prices orders by a copy that
 * it learns from inventory's events, so without this a client could read its own write and still be told "unknown sku", or be
 * charged the old price. It is a courtesy, not a guarantee: after two seconds, or with the order service down, the answer goes
 * out all the same, because the write itself is done.
 */
@Injectable()
export class ProductVisibility {
  constructor(private readonly upstreams: Upstreams) {}

  async settle(written: UpstreamAnswer): Promise<void> {
    const revision = written.headers[productRevisionHeader];
    if (written.status >= 300 || typeof revision !== 'string') return;
    const { sku } = listed.parse(JSON.parse(written.body.toString('utf8')));
    const path = `${publicPath({ ...internalApi.knownPrice, base: '' }, { sku })}?revision=${encodeURIComponent(revision)}`;
    const timer = new AbortController();
    // The call is left behind rather than cut off: cutting it would count against the order service's circuit.
    const known = this.upstreams.of(internalApi.knownPrice.owner).ask({ method: 'GET', path, headers: {} });
    await Promise.race([known, delay(patienceMs, undefined, { signal: timer.signal })]).catch(() => undefined);
    timer.abort();
  }
}
