import type { Repository, Transaction } from '@shop/group-commit';
import type { Price } from './domain/pricing.js';

interface Row {
  sku: string;
  unit_price_minor: string;
  currency: string;
  discontinued: boolean;
  revision: number;
}

const SAVE = `
  INSERT INTO prices (sku, unit_price_minor, currency, discontinued, revision)
  SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[], $4::boolean[], $5::int[]) ORDER BY 1
  ON CONFLICT (sku) DO UPDATE SET unit_price_minor = excluded.unit_price_minor, currency = excluded.currency,
    discontinued = excluded.discontinued, revision = excluded.revision
  WHERE prices.revision < excluded.revision`;

/** The copy of the catalogue that pricing needs, learnt from its events: nobody is asked while an order is placed. */
export const prices: Repository<Price> = {
  name: 'prices',
  async load(transaction: Transaction, skus: readonly string[]): Promise<Map<string, Price>> {
    const { rows } = await transaction.query<Row>({
      name: 'load-prices',
      text: 'SELECT sku, unit_price_minor, currency, discontinued, revision FROM prices WHERE sku = ANY($1)',
      values: [skus],
    });
    return new Map(rows.map((row) => [row.sku, toPrice(row)]));
  },
  async save(transaction: Transaction, changed: ReadonlyMap<string, Price>): Promise<void> {
    const all = [...changed.values()];
    await transaction.query({
      name: 'save-prices',
      text: SAVE,
      values: [
        all.map(({ sku }) => sku),
        all.map(({ unitPrice }) => unitPrice.amountMinor),
        all.map(({ unitPrice }) => unitPrice.currency),
        all.map(({ discontinued }) => discontinued),
        all.map(({ revision }) => revision),
      ],
    });
  },
};

function toPrice({ sku, unit_price_minor, currency, discontinued, revision }: Row): Price {
  return { sku, unitPrice: { amountMinor: Number(unit_price_minor), currency }, discontinued, revision };
}
