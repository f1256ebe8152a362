import fc from 'fast-check';
import { inCausalOrder } from './timeline.js';
import type { TimelineStep } from './timeline.js';

const step = (eventId: string, causationId: string): TimelineStep => ({
  at: '2026-01-01T00:00:00.000Z',
  service: 'order-service',
  event: eventId,
  kind: 'action',
  detail: null,
  eventId,
  causationId,
  traceId: null,
});
const idsOf = (steps: readonly TimelineStep[]) => steps.map(({ eventId }) => eventId);

// The request led to `placed`, which led to `reserved`, and so on; `rejected` is a second effect of `captured`.
const life = [
  step('placed', 'request'),
  step('reserved', 'placed'),
  step('captured', 'reserved'),
  step('rejected', 'captured'),
  step('cancelling', 'rejected'),
  step('released', 'cancelling'),
  step('refunded', 'cancelling'),
  step('cancelled', 'refunded'),
];

describe('causal order', () => {
  it('leaves alone what is in order', () => {
    expect(inCausalOrder(life)).toEqual(life);
  });

  it('puts every cause before its effects, however the steps come in, and keeps each once', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(life, { minLength: life.length }), (shuffled) => {
        const ordered = idsOf(inCausalOrder(shuffled));
        expect([...ordered].sort()).toEqual(idsOf(life).sort());
        for (const { eventId, causationId } of life) {
          const cause = ordered.indexOf(causationId);
          expect(cause).toBeLessThan(ordered.indexOf(eventId));
        }
      }),
    );
  });

  it('keeps the given order of what does not depend on each other', () => {
    expect(idsOf(inCausalOrder([step('b', 'x'), step('a', 'y'), step('c', 'z')]))).toEqual(['b', 'a', 'c']);
  });

  it('survives a circle, which no honest publisher makes', () => {
    const circle = [step('a', 'b'), step('b', 'a'), step('c', 'c')];
    expect(idsOf(inCausalOrder(circle)).sort()).toEqual(['a', 'b', 'c']);
  });
});
