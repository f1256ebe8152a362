import type { CircuitFact, DeadLetterFact } from '../facts/fact.js';
import { caseFile } from '../testing/case-file.js';
import { after, cancelledFact, orderFact, stepFacts } from '../testing/sample-facts.js';
import { circuitOpen, deadLetter, restocked } from './operation.rules.js';

const stock = (sku: string, available: number) => ({
  evidence: `stock:${sku}`,
  sku,
  available,
  onHand: null,
  reserved: null,
});

const letter = (deadLetterId: string, status: DeadLetterFact['status']): DeadLetterFact => ({
  evidence: `dead-letter:${deadLetterId}`,
  deadLetterId,
  service: 'shipping-service',
  status,
  kind: 'shop.payment.captured.v1',
  handler: 'onPaymentCaptured',
  error: 'Error: no such carrier',
  attempts: 5,
  firstFailedAt: after(1),
});

const circuit = (service: string, state: CircuitFact['state']): CircuitFact => ({
  evidence: `circuit:${service}/outside`,
  service,
  name: 'outside',
  state,
  opened: 1,
});

describe('an order that ended out of stock', () => {
  const order = {
    ...cancelledFact('out_of_stock'),
    items: [
      { sku: 'TEA', quantity: 5, unitPrice: { amountMinor: 1, currency: 'USD' } },
      { sku: 'CUP', quantity: 1, unitPrice: { amountMinor: 1, currency: 'USD' } },
    ],
  };

  it('could be placed again once there is enough for every line', () => {
    expect(restocked(caseFile({ order, stock: [stock('TEA', 5), stock('CUP', 1)] }))).toMatchObject([
      { code: 'restocked', severity: 'info', evidence: ['stock:TEA', 'stock:CUP'] },
    ]);
  });

  it('could not while one line is short, or its stock is unknown', () => {
    expect(restocked(caseFile({ order, stock: [stock('TEA', 4), stock('CUP', 9)] }))).toEqual([]);
    expect(restocked(caseFile({ order, stock: [stock('TEA', 9)] }))).toEqual([]);
  });

  it('is the only kind that this is said of', () => {
    const declined = { ...order, cancellation: { reason: 'payment_declined', detail: null } as const };
    expect(restocked(caseFile({ order: declined, stock: [stock('TEA', 9), stock('CUP', 9)] }))).toEqual([]);
  });
});

describe('dead letters', () => {
  it('count while they are open', () => {
    const deadLetters = [letter('a', 'open'), letter('b', 'redriven'), letter('c', 'discarded')];
    expect(deadLetter(caseFile({ deadLetters }))).toMatchObject([
      { code: 'dead_letter', severity: 'critical', evidence: ['dead-letter:a'] },
    ]);
    expect(deadLetter(caseFile({ deadLetters: deadLetters.slice(1) }))).toEqual([]);
  });
});

describe('a circuit that is open', () => {
  const file = (state: CircuitFact['state']) =>
    caseFile({
      order: orderFact({ status: 'stock_reserved' }),
      timeline: stepFacts('order.placed', 'inventory.reserved'),
      circuits: [circuit('payment-service', state), circuit('shipping-service', 'open')],
    });

  it('concerns the orders that wait for its service, and no others', () => {
    expect(circuitOpen(file('closed'))).toEqual([]);
    expect(circuitOpen(file('open'))).toMatchObject([
      { code: 'circuit_open', severity: 'critical', evidence: ['circuit:payment-service/outside'] },
    ]);
    expect(circuitOpen(file('half-open'))).toHaveLength(1);
  });

  it('is known by its name when several services share a process', () => {
    const told = file('closed');
    const shared = { ...circuit('order-service', 'open'), name: 'payment-provider' };
    const other = { ...circuit('payment-service', 'open'), name: 'carrier' };
    expect(circuitOpen({ ...told, circuits: [other] })).toEqual([]);
    expect(circuitOpen({ ...told, circuits: [shared] })).toMatchObject([
      { detail: 'payment-provider (asked by payment) does not answer; the calls are held back.' },
    ]);
  });

  it('does not concern an order that has ended', () => {
    const order = orderFact({ status: 'confirmed' });
    expect(circuitOpen(caseFile({ order, circuits: [circuit('payment-service', 'open')] }))).toEqual([]);
  });

  it('may keep a cancellation from ending', () => {
    const order = cancelledFact('customer_request', { status: 'cancelling' });
    const timeline = stepFacts('order.cancellation-started', 'inventory.released', 'payment.refunded');
    const circuits = [circuit('payment-service', 'open'), circuit('shipping-service', 'open')];
    expect(circuitOpen(caseFile({ order, timeline, circuits }))).toMatchObject([
      { evidence: ['circuit:shipping-service/outside'] },
    ]);
  });
});
