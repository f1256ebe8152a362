import { z } from 'zod';
import { sku } from './common.js';
import { defineRoute } from './define-route.js';

/**
 * In the answers of inventory-service to POST and PATCH of a product: the revision that the product has now. For the gateway
 * alone, which takes it off.
 */
export const productRevisionHeader = 'x-product-revision';

/** What the gateway asks a service and no client may: not routed publicly, not in the OpenAPI document. */
export const internalApi = {
  /** Waits up to 2 s until the order service has learnt at least this revision of the product; 404 if it has not by then. */
  knownPrice: defineRoute({
    method: 'GET',
    path: '/prices/:sku',
    owner: 'order-service',
    access: 'anyone',
    summary: 'Whether orders are priced by this revision of the product yet.',
    params: z.object({ sku }),
    query: z.object({ revision: z.coerce.number().int().positive() }),
    status: 200,
    answer: z.object({ sku, revision: z.int().positive() }),
  }),
};
