import fc from 'fast-check';
import { fold, isAppError } from '@shop/kernel';
import * as decide from './payment.decisions.js';
import type { PaymentDecision } from './payment.decisions.js';
import { leftOf, paymentEvolver, refundedMinor } from './payment.js';
import type { Payment, PaymentEvent } from './payment.js';

type Message =
  | { readonly kind: 'placed' | 'reserved' | 'cancelled' | 'unanswered' }
  | { readonly kind: 'goodwill'; readonly amountMinor: number }
  | { readonly kind: 'charge-outcome' }
  | { readonly kind: 'refund-outcome'; readonly refundId: string };

/** What the outside does in one run: its answer to the charge, and how many copies of each answer arrive. */
interface Outside {
  readonly captures: boolean;
  readonly copies: number;
}

interface World {
  readonly events: readonly PaymentEvent[];
  /** Sent and not yet arrived; any may be next. */
  readonly pending: readonly Message[];
}

const at = '2026-01-01T00:00:00.000Z';
const order = { customerId: 'ada', amount: { amountMinor: 1000, currency: 'USD' }, cardToken: 'tok_visa' };
const paymentOf = ({ events }: World): Payment => fold(paymentEvolver, events);

function decisionOn(message: Message, outside: Outside, id: string): PaymentDecision {
  const mint = { id, at };
  switch (message.kind) {
    case 'placed':
      return decide.prepare(order, mint);
    case 'reserved':
      return decide.capture(mint);
    case 'cancelled':
      return decide.cancel(mint);
    case 'unanswered':
      return decide.chargeUnanswered;
    case 'goodwill':
      return decide.refund(
        { userId: 'sam', reason: 'sorry', amountMinor: message.amountMinor, requestHash: null },
        mint,
      );
    case 'charge-outcome':
      return outside.captures ? decide.charged('ch_1', mint) : decide.declined('card_declined', mint);
    case 'refund-outcome':
      return decide.refundConfirmed(message.refundId, `re_${message.refundId}`, mint);
  }
}

/** The message at `index` arrives; what it makes us ask of the provider will be answered, `copies` times. */
function deliver(world: World, index: number, outside: Outside): World {
  const message = world.pending[index];
  if (!message) return world;
  const rest = world.pending.filter((_, other) => other !== index);
  const events = decideOrRefuse(decisionOn(message, outside, `id${world.events.length}`), paymentOf(world));
  const answers = events.flatMap((event): Message[] => {
    if (event.type === 'ChargeRequested') return [{ kind: 'charge-outcome' }];
    return event.type === 'RefundRequested' ? [{ kind: 'refund-outcome', refundId: event.refund.id }] : [];
  });
  const copies = answers.flatMap((answer) => Array.from({ length: outside.copies }, () => answer));
  return { events: [...world.events, ...events], pending: [...rest, ...copies] };
}

function decideOrRefuse(decision: PaymentDecision, payment: Payment): readonly PaymentEvent[] {
  try {
    return decision(payment);
  } catch (error) {
    // Only a person's refund may be refused; every reaction is total.
    if (isAppError(error) && error.code === 'payment.refund-exceeds') return [];
    throw error;
  }
}

const count = (world: World, type: PaymentEvent['type']) => world.events.filter((event) => event.type === type).length;

function expectSound(world: World): void {
  const payment = paymentOf(world);
  expect(count(world, 'ChargeRequested')).toBeLessThanOrEqual(1);
  expect(count(world, 'CancellationAnswered')).toBeLessThanOrEqual(count(world, 'CancellationStarted'));
  const wanted = payment.refunds.reduce((sum, { amount }) => sum + amount.amountMinor, 0);
  expect(wanted).toBeLessThanOrEqual(payment.charge?.status === 'captured' ? order.amount.amountMinor : 0);
  if (payment.cancellation !== 'answered') return;
  expect(payment.charge?.status).not.toBe('requested');
  expect(leftOf(payment)).toBeUndefined();
  expect(refundedMinor(payment)).toBe(wanted);
}

function expectGoodEnd(world: World, sent: readonly Message[]): void {
  const payment = paymentOf(world);
  const was = (kind: Message['kind']) => sent.some((message) => message.kind === kind);
  const taken = payment.charge?.status === 'captured' ? order.amount.amountMinor : 0;
  expect(count(world, 'CancellationAnswered')).toBe(was('cancelled') ? 1 : 0);
  if (was('cancelled')) expect(refundedMinor(payment)).toBe(taken);
  else if (was('placed') && was('reserved')) expect(['captured', 'declined']).toContain(payment.charge?.status);
}

/** Every order of arrival, each distinct situation once; gives how many there were. */
function explore(start: World, outside: Outside): number {
  const seen = new Set<string>();
  const open = [start];
  for (let world = open.pop(); world; world = open.pop()) {
    const situation = JSON.stringify([
      paymentOf(world),
      world.pending.map((message) => JSON.stringify(message)).sort(),
    ]);
    if (seen.has(situation)) continue;
    seen.add(situation);
    expectSound(world);
    if (world.pending.length === 0) expectGoodEnd(world, start.pending);
    for (const index of world.pending.keys()) open.push(deliver(world, index, outside));
  }
  return seen.size;
}

const twice = (...kinds: ('placed' | 'reserved' | 'cancelled')[]): Message[] =>
  kinds.flatMap((kind) => [{ kind }, { kind }]);

describe('whatever the order of arrival', () => {
  it.each([true, false])(
    'one charge, one answer, all given back: every interleaving, all twice (captures: %s)',
    (captures) => {
      const pending = twice('placed', 'reserved', 'cancelled');
      expect(explore({ events: [], pending }, { captures, copies: 2 })).toBeGreaterThan(50);
    },
  );

  it('an order that nobody cancels is charged once and stays so: every interleaving, all twice', () => {
    const pending = twice('placed', 'reserved');
    expect(explore({ events: [], pending }, { captures: true, copies: 2 })).toBeGreaterThan(10);
  });

  it('holds with people refunding, tries unanswered and more copies', () => {
    const some = (message: Message, maxLength: number) => fc.array(fc.constant(message), { maxLength });
    const goodwill = fc.record({
      kind: fc.constant('goodwill' as const),
      amountMinor: fc.integer({ min: 1, max: 1200 }),
    });
    const messages = fc.tuple(
      some({ kind: 'placed' }, 3),
      some({ kind: 'reserved' }, 3),
      some({ kind: 'cancelled' }, 3),
      some({ kind: 'unanswered' }, 3),
      fc.array(goodwill, { maxLength: 4 }),
    );
    const outside = fc.record({ captures: fc.boolean(), copies: fc.integer({ min: 1, max: 3 }) });
    const picks = fc.infiniteStream(fc.nat());
    fc.assert(
      fc.property(messages, outside, picks, (groups, outsideWorld, picked) => {
        const sent = groups.flat();
        let world: World = { events: [], pending: sent };
        while (world.pending.length > 0) {
          world = deliver(world, picked.next().value % world.pending.length, outsideWorld);
          expectSound(world);
        }
        expectGoodEnd(world, sent);
      }),
      { numRuns: 2_000 },
    );
  });
});
