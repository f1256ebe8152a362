import type { Books, Line } from './books.js';

const KEPT: readonly string[] = ['confirmed', 'shipped', 'delivered'];

/** What does not agree, in sentences; nothing for a shop in which all do. Of a shop at rest. */
export function faultsOf(books: Books): readonly string[] {
  const ids = new Set([
    ...books.orders.keys(),
    ...books.payments.keys(),
    ...books.shipments.keys(),
    ...books.reservations.keys(),
    ...books.charges.map(({ reference }) => reference),
    ...books.labels.map(({ reference }) => reference),
  ]);
  const charges = byReference(books.charges);
  const labels = byReference(books.labels);
  return [
    ...[...ids].flatMap((id) =>
      faultsOfOrder(books, { id, charges: charges.get(id) ?? [], labels: labels.get(id) ?? [] }),
    ),
    ...moneyFaults(books),
    ...stockFaults(books),
    ...books.repeatedSteps.map((step) => `${step}: twice in the timeline`),
    ...(books.deadLetters > 0 ? [`${books.deadLetters} dead letters are open`] : []),
  ];
}

interface Outside {
  readonly id: string;
  readonly charges: Books['charges'];
  readonly labels: Books['labels'];
}

function faultsOfOrder(books: Books, outside: Outside): readonly string[] {
  const { id } = outside;
  const order = books.orders.get(id);
  const say = (fault: string) => `${id} (${order?.status ?? 'unknown to the order service'}): ${fault}`;
  if (order && order.status !== 'cancelled' && !KEPT.includes(order.status)) return [say('not at an end')];
  const faults =
    order && KEPT.includes(order.status) ? keptFaults(books, outside, order) : undoneFaults(books, outside);
  return [...faults, ...identityFaults(books, id)].map(say);
}

/** All of it is there, once. */
function keptFaults(
  { payments, shipments, reservations }: Books,
  { id, charges, labels }: Outside,
  order: Kept,
): string[] {
  const [charge, ...others] = charges;
  const payment = payments.get(id);
  const live = labels.filter(({ status }) => status !== 'void');
  const reservation = reservations.get(id);
  const held = reservation?.status === 'reserved' || reservation?.status === 'shipped';
  return [
    ...(charge && others.length === 0 ? [] : [`${charges.length} charges at the provider`]),
    ...(charge && charge.amountMinor - charge.refundedMinor !== order.totalMinor ? ['charged another amount'] : []),
    ...(payment?.status === 'captured' && payment.chargeId === charge?.id ? [] : ['the payment is not that charge']),
    ...(payment?.keptMinor === order.totalMinor ? [] : ['the payment is of another amount']),
    ...(labels.length === 1 && live.length === 1 ? [] : [`${labels.length} labels, of which ${live.length} are good`]),
    ...(shipments.get(id)?.labelId === live[0]?.id ? [] : ['the shipment has another label']),
    ...(held && isSame(reservation.items, order.items) ? [] : ['its goods are not held for it']),
  ];
}
type Kept = { readonly totalMinor: number; readonly items: readonly Line[] };

/** Cancelled, or never heard of by the order service: nobody holds anything of it. */
function undoneFaults({ payments, shipments, reservations }: Books, { id, charges, labels }: Outside): string[] {
  const kept = charges.reduce((sum, { amountMinor, refundedMinor }) => sum + amountMinor - refundedMinor, 0);
  const good = labels.filter(({ status }) => status !== 'void').length;
  const shipment = shipments.get(id);
  return [
    ...(charges.length > 1 ? [`${charges.length} charges at the provider`] : []),
    ...(kept === 0 ? [] : [`the provider has kept ${kept} of it`]),
    ...((payments.get(id)?.keptMinor ?? 0) === 0 ? [] : ['the payment is not given back']),
    ...(good === 0 ? [] : [`${good} labels are still good`]),
    ...(shipment?.status && shipment.status !== 'cancelled' ? [`the shipment is ${shipment.status}`] : []),
    ...(reservations.get(id)?.status === 'reserved' ? ['goods are still held for it'] : []),
  ];
}

/** What customers are shown is what payment and shipping know it by. */
function identityFaults({ orders, payments }: Books, id: string): string[] {
  const shown = orders.get(id)?.paymentId ?? null;
  const known = payments.get(id)?.paymentId ?? null;
  return shown !== null && shown !== known ? ['shown with a payment that is not there'] : [];
}

function moneyFaults({ orders, balance, charges, ledgerDifference }: Books): string[] {
  const due = [...orders.values()].filter(({ status }) => KEPT.includes(status));
  const sum = due.reduce((total, { totalMinor }) => total + totalMinor, 0);
  const kept = balance.capturedMinor - balance.refundedMinor;
  return [
    ...(kept === sum ? [] : [`the provider holds ${kept}, the confirmed orders come to ${sum}`]),
    ...(balance.charges === charges.length ? [] : ['the provider has forgotten charges: its books cannot be checked']),
    ...(ledgerDifference === 0 ? [] : [`debits and credits differ by ${ledgerDifference}`]),
  ];
}

function stockFaults({ stock, reservations }: Books): string[] {
  const held = new Map<string, number>();
  for (const { status, items } of reservations.values()) {
    if (status !== 'reserved') continue;
    for (const { sku, quantity } of items) held.set(sku, (held.get(sku) ?? 0) + quantity);
  }
  return stock.flatMap(({ sku, onHand, reserved, moved }) => [
    ...(reserved === (held.get(sku) ?? 0)
      ? []
      : [`${sku}: ${reserved} reserved, for orders that want ${held.get(sku) ?? 0}`]),
    ...(reserved <= onHand ? [] : [`${sku}: ${reserved} of ${onHand} are promised`]),
    ...(onHand === moved ? [] : [`${sku}: ${onHand} on hand, but ${moved} by its movements`]),
  ]);
}

function isSame(some: readonly Line[], others: readonly Line[]): boolean {
  const text = (lines: readonly Line[]) =>
    lines
      .map(({ sku, quantity }) => `${quantity} ${sku}`)
      .sort()
      .join();
  return text(some) === text(others);
}

function byReference<T extends { readonly reference: string }>(all: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const found = new Map<string, T[]>();
  for (const entry of all) found.set(entry.reference, [...(found.get(entry.reference) ?? []), entry]);
  return found;
}
