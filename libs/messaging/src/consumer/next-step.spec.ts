import { conflict, forbidden, invalid, notFound, refused, unauthorised, unavailable } from '@shop/kernel';
import { classifyFailure } from './classify-failure.js';
import { defaultConsumerSettings as settings } from './consumer-settings.js';
import { nextStep } from './next-step.js';

const coded = (code: string) => Object.assign(new Error('failed'), { code });

describe('classifying a failure', () => {
  it.each([
    ['invalid', invalid('x', 'x')],
    ['refused', refused('x', 'x')],
    ['forbidden', forbidden('x', 'x')],
    ['unauthorised', unauthorised('x', 'x')],
  ])('gives up at once on what is %s', (_kind, error) => {
    expect(classifyFailure(error)).toBe('permanent');
  });

  it.each([
    ['a conflict', conflict('x', 'x')],
    ['something not found', notFound('order', '1')],
    ['a bug', new TypeError('undefined is not a function')],
    ['a deadlock', coded('40P01')],
    ['something that is no error', 'oops'],
  ])('hopes for another attempt after %s', (_what, error) => {
    expect(classifyFailure(error)).toBe('passing');
  });

  it.each([
    ['what says so itself', unavailable('x', 'x')],
    ['a refused connection', coded('ECONNREFUSED')],
    ['PostgreSQL shutting down', coded('57P01')],
    ['too many connections', coded('53300')],
    ['a dropped connection without a code', new Error('Connection terminated unexpectedly')],
    ['a wrapped one', new Error('outer', { cause: coded('ECONNRESET') })],
    ["TypeORM's wrapping", Object.assign(new Error('query failed'), { driverError: coded('08006') })],
    ['both addresses of a host refusing', new AggregateError([coded('ECONNREFUSED'), coded('ECONNREFUSED')])],
  ])('sees an outage in %s', (_what, error) => {
    expect(classifyFailure(error)).toBe('outage');
  });
});

describe('deciding on a failed message', () => {
  const now = 1_000_000;

  it('retries an unknown error in place, then puts the message aside', () => {
    const error = new Error('who knows');
    const kinds = [1, 2, 3, 4, 5].map((count) => nextStep(error, { count, since: now }, now, settings).kind);
    expect(kinds).toEqual(['retry', 'retry', 'retry', 'retry', 'dead-letter']);
  });

  it('holds up the partition for no longer than about a second in place', () => {
    for (let count = 1; count < settings.attempts; count++) {
      const step = nextStep(new Error('x'), { count, since: now }, now, settings);
      expect(step).toMatchObject({ kind: 'retry', delayMs: expect.any(Number) as number });
      expect(step.kind === 'retry' ? step.delayMs : Infinity).toBeLessThanOrEqual(settings.retry.maxMs);
    }
  });

  it('puts a message back during an outage, and aside only after the time it is told', () => {
    const error = unavailable('db.down', 'Down.');
    const at = (elapsed: number) => nextStep(error, { count: 1_000, since: now }, now + elapsed, settings);
    expect(at(0).kind).toBe('put-back');
    expect(at(settings.giveUpAfterMs - 1).kind).toBe('put-back');
    expect(at(settings.giveUpAfterMs).kind).toBe('dead-letter');
  });

  it('waits as long as the other side has asked for, within reason', () => {
    const asking = (retryAfterMs: number) => unavailable('x', 'x', { retryAfterMs });
    const first = { count: 1, since: now };
    expect(nextStep(asking(5_000), first, now, settings)).toEqual({ kind: 'put-back', delayMs: 5_000 });
    expect(nextStep(asking(86_400_000), first, now, settings)).toEqual({
      kind: 'put-back',
      delayMs: settings.outage.maxMs,
    });
  });
});
