import { rowsOf } from './ask-database.js';
import type { DrillShop } from './drill-shop.js';

export interface Line {
  readonly sku: string;
  readonly quantity: number;
}

/** What each party has written down, the world outside too: by order unless it says otherwise. */
export interface Books {
  readonly orders: ReadonlyMap<
    string,
    {
      readonly status: string;
      readonly totalMinor: number;
      readonly items: readonly Line[];
      /** As customers are shown it. */ readonly paymentId: string | null;
    }
  >;
  readonly payments: ReadonlyMap<
    string,
    {
      readonly status: string | null;
      readonly chargeId: string | null;
      readonly paymentId: string | null;
      readonly keptMinor: number;
    }
  >;
  readonly shipments: ReadonlyMap<
    string,
    { readonly shipmentId: string | null; readonly labelId: string | null; readonly status: string | null }
  >;
  readonly reservations: ReadonlyMap<string, { readonly status: string; readonly items: readonly Line[] }>;
  readonly charges: readonly {
    readonly id: string;
    readonly reference: string;
    readonly amountMinor: number;
    readonly refundedMinor: number;
  }[];
  readonly labels: readonly { readonly id: string; readonly reference: string; readonly status: string }[];
  readonly balance: { readonly capturedMinor: number; readonly refundedMinor: number; readonly charges: number };
  readonly stock: readonly {
    readonly sku: string;
    readonly onHand: number;
    readonly reserved: number;
    readonly moved: number;
  }[];
  /** `order event`, of steps that a timeline has twice. */
  readonly repeatedSteps: readonly string[];
  readonly deadLetters: number;
  /** Ledger entries of payments: debits less credits. */
  readonly ledgerDifference: number;
}

/** Reads everything, of a shop at rest. */
export async function readBooks(shop: DrillShop): Promise<Books> {
  const { order, inventory, payment, shipping } = urls(shop);
  const [orders, payments, shipments, reservations, stock, repeated, ledger, letters] = await Promise.all([
    rowsOf<OrderRow>(order, ORDERS),
    rowsOf<PaymentRow>(payment, PAYMENTS),
    rowsOf<ShipmentRow>(shipping, SHIPMENTS),
    rowsOf<ReservationRow>(inventory, 'SELECT order_id AS id, status, items FROM reservations'),
    rowsOf<StockRow>(inventory, STOCK),
    rowsOf<{ step: string }>(order, REPEATED),
    rowsOf<{ difference: number }>(payment, LEDGER),
    Promise.all([order, inventory, payment, shipping].map((url) => rowsOf<{ open: number }>(url, LETTERS))),
  ]);
  const [charges, labels, balance] = await Promise.all([
    ask<{ items: Books['charges'] }>(shop, '/payments/charges'),
    ask<{ items: Books['labels'] }>(shop, '/carrier/labels'),
    ask<Books['balance']>(shop, '/payments/balance'),
  ]);
  return {
    orders: byId(orders),
    payments: byId(payments),
    shipments: byId(shipments),
    reservations: byId(reservations),
    charges: charges.items,
    labels: labels.items,
    balance,
    stock,
    repeatedSteps: repeated.map(({ step }) => step),
    deadLetters: letters.flat().reduce((sum, { open }) => sum + open, 0),
    ledgerDifference: ledger[0]?.difference ?? 0,
  };
}

type OrderRow = { id: string; status: string; totalMinor: number; items: Line[]; paymentId: string | null };
type PaymentRow = {
  id: string;
  status: string | null;
  chargeId: string | null;
  paymentId: string | null;
  keptMinor: number;
};
type ShipmentRow = { id: string; shipmentId: string | null; labelId: string | null; status: string | null };
type ReservationRow = { id: string; status: string; items: Line[] };
type StockRow = Books['stock'][number];

const ORDERS = `
  SELECT id, status, (shown #>> '{total,amountMinor}')::float AS "totalMinor", shown -> 'items' AS items,
    shown #>> '{payment,id}' AS "paymentId" FROM order_views`;
const PAYMENTS = `
  SELECT order_id AS id, charge_status AS status, charge_id AS "chargeId", payment_id AS "paymentId",
    (CASE charge_status WHEN 'captured' THEN amount_minor ELSE 0 END - refunded_minor)::float AS "keptMinor" FROM payments`;
const SHIPMENTS = `
  SELECT order_id AS id, shipment_id AS "shipmentId", state #>> '{label,id}' AS "labelId", status FROM shipments`;
const STOCK = `
  SELECT s.sku, on_hand::float AS "onHand", reserved::float AS reserved,
    coalesce((SELECT sum(delta) FROM stock_movements m WHERE m.sku = s.sku), 0)::float AS moved FROM stock s`;
const REPEATED = `
  SELECT order_id || ' ' || event AS step FROM saga_timeline WHERE event NOT LIKE 'shop.payment.refunded%'
  GROUP BY order_id, event HAVING count(*) > 1`;
const LEDGER = 'SELECT (sum(debit_minor) - sum(credit_minor))::float AS difference FROM ledger_entries';
const LETTERS = `SELECT count(*)::int AS open FROM dead_letters WHERE status = 'open'`;

function urls(shop: DrillShop) {
  return {
    order: shop.databaseOf('order-service').url,
    inventory: shop.databaseOf('inventory-service').url,
    payment: shop.databaseOf('payment-service').url,
    shipping: shop.databaseOf('shipping-service').url,
  };
}

async function ask<T>({ outsideWorld }: DrillShop, path: string): Promise<T> {
  const response = await fetch(`${outsideWorld}${path}`);
  if (!response.ok) throw new Error(`${path} of the outside world answered ${response.status}.`);
  return (await response.json()) as T;
}

function byId<Row extends { readonly id: string }>(rows: readonly Row[]): ReadonlyMap<string, Row> {
  return new Map(rows.map((row) => [row.id, row]));
}
