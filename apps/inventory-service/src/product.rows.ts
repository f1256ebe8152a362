import type { Repository, Transaction } from '@shop/group-commit';
import { Column, Entity, JoinColumn, OneToOne, PrimaryColumn } from 'typeorm';
import type { Relation } from 'typeorm';
import type { Product } from './domain/product.js';
import { StockRow } from './stock.rows.js';
import { expectAllInserted, split } from './stored.js';
import type { Stored } from './stored.js';

/** Read by queries; written in bulk below. */
@Entity('products')
export class ProductRow {
  @PrimaryColumn('text') sku: string;
  @Column('text') name: string;
  @Column('text') category: string;
  @Column('bigint', { name: 'price_minor' }) priceMinor: string;
  @Column('text') currency: string;
  @Column('boolean') discontinued: boolean;
  @OneToOne(() => StockRow) @JoinColumn({ name: 'sku' }) stock: Relation<StockRow>;
}

interface Row {
  sku: string;
  name: string;
  category: string;
  price_minor: string;
  currency: string;
  discontinued: boolean;
  revision: number;
  created_at: Date;
}

const LOAD = `
  SELECT sku, name, category, price_minor, currency, discontinued, revision, created_at
  FROM products WHERE sku = ANY($1) ORDER BY sku FOR UPDATE`;

const INSERT = `
  INSERT INTO products (sku, name, category, price_minor, currency, discontinued, revision, created_at)
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::boolean[], $7::int[], $8::timestamptz[])
  ON CONFLICT DO NOTHING`;

const UPDATE = `
  UPDATE products SET name = new.name, category = new.category, price_minor = new.price_minor, currency = new.currency,
    discontinued = new.discontinued, revision = new.revision
  FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::boolean[], $7::int[])
    AS new (sku, name, category, price_minor, currency, discontinued, revision)
  WHERE products.sku = new.sku`;

export const products: Repository<Stored<Product>> = {
  name: 'products',
  async load(transaction: Transaction, skus: readonly string[]): Promise<Map<string, Stored<Product>>> {
    const { rows } = await transaction.query<Row>({ name: 'load-products', text: LOAD, values: [skus] });
    return new Map(rows.map((row) => [row.sku, { state: toProduct(row), hasRow: true }]));
  },
  async save(transaction: Transaction, states: ReadonlyMap<string, Stored<Product>>): Promise<void> {
    const { added, updated } = split(states.values());
    if (added.length > 0) {
      const values = [...columns(added), added.map(({ createdAt }) => createdAt)];
      expectAllInserted('products', await transaction.query({ name: 'insert-products', text: INSERT, values }), added);
    }
    if (updated.length > 0)
      await transaction.query({ name: 'update-products', text: UPDATE, values: columns(updated) });
  },
};

function columns(all: readonly Product[]): unknown[][] {
  return [
    all.map(({ sku }) => sku),
    all.map(({ name }) => name),
    all.map(({ category }) => category),
    all.map(({ price }) => price.amountMinor),
    all.map(({ price }) => price.currency),
    all.map(({ discontinued }) => discontinued),
    all.map(({ revision }) => revision),
  ];
}

function toProduct({ price_minor, currency, created_at, ...row }: Row): Product {
  return { ...row, price: { amountMinor: Number(price_minor), currency }, createdAt: created_at.toISOString() };
}
