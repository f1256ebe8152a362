import { z } from 'zod';
import { documents } from './documents.js';
import { staleDocuments } from './keep-docs.js';
import { runDocs } from './run-docs.js';
import { fieldsOf } from './schema-fields.js';

describe('the generated documents', () => {
  it('are what the code says; `npm run docs` makes them so', () => {
    expect(staleDocuments()).toEqual([]);
  });

  it('show every event with its fields and an example, and every step of the saga', () => {
    const [events, saga] = [documents().get('docs/events.md'), documents().get('docs/saga.md')];
    expect(events).toContain('## shop.order.placed.v1');
    expect(events).toContain('| `items[].unitPrice.amountMinor` | integer ≥ 0 |');
    expect(events).toContain('"token": "tok_visa"');
    expect(saga).toContain('| `shop.inventory.reserved.v1` | payment-service | `CapturePayment` |');
    expect(saga).toContain('flowchart LR');
  });

  it('show every metric with its labels, its buckets and who exports it', () => {
    const metrics = documents().get('docs/metrics.md') ?? '';
    expect(metrics).toContain('| `saga_duration_seconds` | histogram: 0.025');
    expect(metrics).toContain('`outcome`: `confirmed`, `cancelled`');
    expect(metrics.match(/^\| `[a-z_]+` \|/gm)?.length).toBeGreaterThan(40);
  });

  it('are not written by a mistyped option', () => {
    const complaint = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    expect(runDocs(['--chek'])).toBe(2);
    expect(complaint).toHaveBeenCalledWith('Usage: npm run docs [-- --check]');
    complaint.mockRestore();
  });
});

describe('the fields of a schema', () => {
  it('are its leaves, with what may stand in them', () => {
    const schema = z.object({
      id: z.string(),
      name: z.string().min(1).max(20),
      count: z.int().positive(),
      delta: z.int(),
      cause: z.enum(['a', 'b']),
      method: z.literal('card'),
      detail: z.string().nullable(),
      note: z.boolean().optional(),
      address: z.object({ city: z.string() }),
      lines: z.array(z.object({ sku: z.string() })),
      tags: z.array(z.string()),
    });
    expect(fieldsOf(schema).map(({ path, type }) => `${path}: ${type}`)).toEqual([
      'id: string',
      'name: string, 1–20 characters',
      'count: integer > 0',
      'delta: integer',
      'cause: "a" or "b"',
      'method: "card"',
      'detail: string or null',
      'note?: boolean',
      'address.city: string',
      'lines[].sku: string',
      'tags[]: string',
    ]);
  });
});
