import type { Books } from './books.js';
import { faultsOf } from './consistency.js';

const tea = [{ sku: 'TEA', quantity: 2 }];

/** One order confirmed, one cancelled, and everybody agrees. */
const sound: Books = {
  orders: new Map([
    ['good', { status: 'confirmed', totalMinor: 700, items: tea, paymentId: 'p1' }],
    ['bad', { status: 'cancelled', totalMinor: 300, items: tea, paymentId: 'p2' }],
  ]),
  payments: new Map([
    ['good', { status: 'captured', chargeId: 'ch_1', paymentId: 'p1', keptMinor: 700 }],
    ['bad', { status: 'captured', chargeId: 'ch_2', paymentId: 'p2', keptMinor: 0 }],
  ]),
  shipments: new Map([
    ['good', { shipmentId: 's1', labelId: 'lb_1', status: 'created' }],
    ['bad', { shipmentId: 's2', labelId: 'lb_2', status: 'cancelled' }],
  ]),
  reservations: new Map([
    ['good', { status: 'reserved', items: tea }],
    ['bad', { status: 'released', items: tea }],
  ]),
  charges: [
    { id: 'ch_1', reference: 'good', amountMinor: 700, refundedMinor: 0 },
    { id: 'ch_2', reference: 'bad', amountMinor: 300, refundedMinor: 300 },
  ],
  labels: [
    { id: 'lb_1', reference: 'good', status: 'created' },
    { id: 'lb_2', reference: 'bad', status: 'void' },
  ],
  balance: { capturedMinor: 1_000, refundedMinor: 300, charges: 2 },
  stock: [{ sku: 'TEA', onHand: 5, reserved: 2, moved: 5 }],
  repeatedSteps: [],
  deadLetters: 0,
  ledgerDifference: 0,
};

const changed = <Value>(all: ReadonlyMap<string, Value>, id: string, changes: Partial<Value>) =>
  new Map([...all, [id, { ...(all.get(id) as Value), ...changes }]]);
const without = <Value>(all: ReadonlyMap<string, Value>, id: string) =>
  new Map([...all].filter(([other]) => other !== id));

const faulty: readonly (readonly [what: string, changes: Partial<Books>, fault: string])[] = [
  [
    'an order that is not at an end',
    { orders: changed(sound.orders, 'good', { status: 'paid' }) },
    'good (paid): not at an end',
  ],
  [
    'a customer who was charged twice',
    { charges: [...sound.charges, { id: 'ch_3', reference: 'good', amountMinor: 700, refundedMinor: 0 }] },
    'good (confirmed): 2 charges at the provider',
  ],
  [
    'money of a cancelled order that the provider keeps',
    { charges: sound.charges.map((charge) => ({ ...charge, refundedMinor: 0 })) },
    'bad (cancelled): the provider has kept 300 of it',
  ],
  [
    'an order that the order service has lost and others have not',
    { orders: without(sound.orders, 'good') },
    'good (unknown to the order service): goods are still held for it',
  ],
  [
    'a confirmed order without a payment',
    { payments: without(sound.payments, 'good') },
    'good (confirmed): the payment is not that charge',
  ],
  [
    'a payment under another id than the customer is shown',
    { payments: changed(sound.payments, 'good', { paymentId: 'p9' }) },
    'good (confirmed): shown with a payment that is not there',
  ],
  [
    'a good label of a cancelled order',
    { labels: sound.labels.map((label) => ({ ...label, status: 'created' })) },
    'bad (cancelled): 1 labels are still good',
  ],
  [
    'a second label',
    { labels: [...sound.labels, { id: 'lb_3', reference: 'good', status: 'void' }] },
    'good (confirmed): 2 labels, of which 1 are good',
  ],
  [
    'goods of a confirmed order that were given to another',
    { reservations: changed(sound.reservations, 'good', { status: 'rejected' }) },
    'good (confirmed): its goods are not held for it',
  ],
  [
    'stock that is held for nobody',
    { stock: [{ sku: 'TEA', onHand: 5, reserved: 4, moved: 5 }] },
    'TEA: 4 reserved, for orders that want 2',
  ],
  [
    'stock that came from nowhere',
    { stock: [{ sku: 'TEA', onHand: 5, reserved: 2, moved: 4 }] },
    'TEA: 5 on hand, but 4 by its movements',
  ],
  [
    'a provider whose sum is another',
    { balance: { capturedMinor: 1_000, refundedMinor: 0, charges: 2 } },
    'the provider holds 1000, the confirmed orders come to 700',
  ],
  ['a ledger that does not balance', { ledgerDifference: 5 }, 'debits and credits differ by 5'],
  ['a timeline with a step twice', { repeatedSteps: ['good placed'] }, 'good placed: twice in the timeline'],
  ['a message that nobody could handle', { deadLetters: 1 }, '1 dead letters are open'],
];

describe('the books of a shop', () => {
  it('agree when everything is as it should be', () => {
    expect(faultsOf(sound)).toEqual([]);
  });

  it.each(faulty)('do not agree with %s', (_, changes, fault) => {
    expect(faultsOf({ ...sound, ...changes })).toContain(fault);
  });
});
