import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { isAppError, refused, unavailable } from '@shop/kernel';
import { allPolicies, outboundPolicy } from './index.js';
import type { OutboundPolicySettings } from './index.js';

const roomy: OutboundPolicySettings = {
  timeoutMs: 2_000,
  concurrency: 10,
  queue: 10,
  breaker: { consecutiveFailures: 3, halfOpenAfterMs: 100 },
};

const fails = async (): Promise<never> => {
  throw new Error('connection refused');
};
const works = async () => 'answer';

/** Work that lasts until it is told to end. */
function gate() {
  const gates = new EventEmitter();
  const opened = once(gates, 'open');
  return { work: () => opened, open: () => gates.emit('open') };
}

async function failTimes(policy: { execute(work: () => Promise<never>): Promise<never> }, times: number) {
  for (let i = 0; i < times; i += 1) await expect(policy.execute(fails)).rejects.toThrow();
}

describe('a call under a policy', () => {
  it('gives what the work resolves with', async () => {
    await expect(outboundPolicy('provider', roomy).execute(works)).resolves.toBe('answer');
  });

  it('fails as NAME.timeout and aborts the work when it takes too long, even if the work ignores the signal', async () => {
    const policy = outboundPolicy('provider', { ...roomy, timeoutMs: 20 });
    let signal: AbortSignal | undefined;
    const stuck = policy.execute((given) => ((signal = given), new Promise<never>(() => undefined)));

    await expect(stuck).rejects.toMatchObject({ kind: 'unavailable', code: 'provider.timeout' });
    expect(signal?.aborted).toBe(true);
    expect(policy.snapshot()).toMatchObject({ calls: { timedOut: 1 }, running: { now: 0 } });
  });

  it('fails as NAME.timeout when a real client throws its own error on the signal', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const policy = outboundPolicy('provider', { ...roomy, timeoutMs: 30 });
    try {
      await expect(policy.execute((signal) => fetch(`http://127.0.0.1:${port}/`, { signal }))).rejects.toMatchObject({
        code: 'provider.timeout',
      });
    } finally {
      silent.closeAllConnections();
      silent.close();
    }
  });

  it('does not abort the signal of work that ended in time', async () => {
    const signal = await outboundPolicy('provider', roomy).execute(async (given) => given);
    await delay(5);

    expect(signal.aborted).toBe(false);
  });

  it('fails as NAME.unavailable, with the cause, when the work fails in any other way', async () => {
    const call = outboundPolicy('provider', roomy).execute(fails);

    await expect(call).rejects.toMatchObject({
      kind: 'unavailable',
      code: 'provider.unavailable',
      cause: new Error('connection refused'),
    });
  });

  it('keeps the "unavailable" that the work throws itself, and counts it as a failure', async () => {
    const policy = outboundPolicy('provider', {
      ...roomy,
      breaker: { consecutiveFailures: 1, halfOpenAfterMs: 9_000 },
    });
    const call = policy.execute(async () => {
      throw unavailable('provider.maintenance', 'Back soon.', { retryAfterMs: 5_000 });
    });

    await expect(call).rejects.toMatchObject({ code: 'provider.maintenance', retryAfterMs: 5_000 });
    expect(policy.snapshot()).toMatchObject({ circuit: 'open', calls: { unavailable: 1 } });
  });
});

describe('the circuit breaker', () => {
  it('opens after consecutive failures, and then fails at once with the time after which to come back', async () => {
    const policy = outboundPolicy('provider', {
      ...roomy,
      breaker: { consecutiveFailures: 3, halfOpenAfterMs: 9_000 },
    });
    await failTimes(policy, 3);
    let asked = false;
    const call = policy.execute(async () => (asked = true));

    await expect(call).rejects.toMatchObject({ kind: 'unavailable', code: 'provider.circuit-open' });
    const error: unknown = await call.catch((reason: unknown) => reason);
    const retryAfterMs = isAppError(error) ? (error.retryAfterMs ?? 0) : 0;
    expect(retryAfterMs).toBeGreaterThan(8_000);
    expect(retryAfterMs).toBeLessThanOrEqual(9_000);
    expect(asked).toBe(false);
    expect(policy.snapshot()).toMatchObject({ circuit: 'open', opened: 1, calls: { unavailable: 3, circuitOpen: 1 } });
  });

  it('closes again when the call that it lets through to try succeeds', async () => {
    const policy = outboundPolicy('provider', roomy);
    await failTimes(policy, 3);
    await delay(policy.snapshot().reopensInMs + 5);

    await expect(policy.execute(works)).resolves.toBe('answer');
    expect(policy.snapshot()).toMatchObject({ circuit: 'closed', reopensInMs: 0 });
  });

  it('opens again when the call that it lets through to try fails', async () => {
    const policy = outboundPolicy('provider', roomy);
    await failTimes(policy, 3);
    await delay(policy.snapshot().reopensInMs + 5);
    await failTimes(policy, 1);

    expect(policy.snapshot()).toMatchObject({ circuit: 'open', opened: 2 });
    expect(policy.snapshot().reopensInMs).toBeGreaterThan(50);
  });

  it('takes a refusal for a sign of life: it comes through unchanged and starts the count of failures anew', async () => {
    const policy = outboundPolicy('provider', roomy);
    const declined = refused('payment.declined', 'The card was declined.');
    await failTimes(policy, 2);
    await expect(policy.execute(() => Promise.reject(declined))).rejects.toBe(declined);
    await failTimes(policy, 2);

    expect(policy.snapshot()).toMatchObject({ circuit: 'closed', calls: { refused: 1, unavailable: 4 } });
  });

  it('closes on a refusal when half-open', async () => {
    const policy = outboundPolicy('provider', roomy);
    await failTimes(policy, 3);
    await delay(policy.snapshot().reopensInMs + 5);
    await expect(policy.execute(() => Promise.reject(refused('x.no', 'No.')))).rejects.toMatchObject({ code: 'x.no' });

    expect(policy.snapshot().circuit).toBe('closed');
  });
});

describe('the bulkhead', () => {
  it('runs so many at once, queues so many more and refuses the next at once', async () => {
    const policy = outboundPolicy('provider', { ...roomy, concurrency: 2, queue: 1 });
    const { work, open } = gate();
    const calls = [policy.execute(work), policy.execute(work), policy.execute(work)];

    await expect(policy.execute(work)).rejects.toMatchObject({ kind: 'unavailable', code: 'provider.overloaded' });
    expect(policy.snapshot()).toMatchObject({ running: { now: 2, limit: 2 }, queued: { now: 1, limit: 1 } });
    open();
    await Promise.all(calls);
    expect(policy.snapshot()).toMatchObject({
      running: { now: 0 },
      queued: { now: 0 },
      calls: { succeeded: 3, overloaded: 1 },
    });
  });

  it('does not count its own refusals as failures of the other side', async () => {
    const policy = outboundPolicy('provider', { ...roomy, concurrency: 1, queue: 0 });
    const { work, open } = gate();
    const running = policy.execute(work);
    for (let i = 0; i < 10; i += 1) await expect(policy.execute(work)).rejects.toThrow();
    open();
    await running;

    expect(policy.snapshot().circuit).toBe('closed');
  });

  it('lets a queued call fail without asking when the circuit has opened before its turn', async () => {
    const policy = outboundPolicy('provider', {
      ...roomy,
      concurrency: 1,
      breaker: { consecutiveFailures: 1, halfOpenAfterMs: 9_000 },
    });
    let asked = 0;
    const broken = async () => {
      asked += 1;
      await delay(5);
      throw new Error('down');
    };
    const calls = await Promise.allSettled([policy.execute(broken), policy.execute(broken), policy.execute(broken)]);

    expect(asked).toBe(1);
    expect(calls.map((call) => call.status === 'rejected' && (call.reason as { code: string }).code)).toEqual([
      'provider.unavailable',
      'provider.circuit-open',
      'provider.circuit-open',
    ]);
  });

  it('does not charge the wait in the queue against the timeout', async () => {
    const policy = outboundPolicy('provider', { ...roomy, concurrency: 1, timeoutMs: 150 });
    const calls = [1, 2, 3].map((n) => policy.execute(() => delay(80, n)));

    await expect(Promise.all(calls)).resolves.toEqual([1, 2, 3]);
  });
});

describe('the retry', () => {
  const patient = { ...roomy, retry: { attempts: 3, initialDelayMs: 1, maxDelayMs: 5 } };

  it('tries again until an attempt succeeds', async () => {
    const policy = outboundPolicy('provider', patient);
    let attempts = 0;
    const flaky = () => ((attempts += 1) < 3 ? fails() : works());

    await expect(policy.execute(flaky)).resolves.toBe('answer');
    expect(policy.snapshot()).toMatchObject({ retries: 2, calls: { succeeded: 1, unavailable: 0 } });
  });

  it('gives up after all its attempts, each of which the breaker has seen', async () => {
    const policy = outboundPolicy('provider', patient);
    let attempts = 0;
    await expect(policy.execute(() => ((attempts += 1), fails()))).rejects.toMatchObject({
      code: 'provider.unavailable',
    });

    expect(attempts).toBe(3);
    expect(policy.snapshot()).toMatchObject({ circuit: 'open', calls: { unavailable: 1 } });
  });

  it('stops as soon as the circuit is open', async () => {
    const policy = outboundPolicy('provider', {
      ...patient,
      breaker: { consecutiveFailures: 2, halfOpenAfterMs: 9_000 },
      retry: { attempts: 10, initialDelayMs: 1, maxDelayMs: 2 },
    });

    await expect(policy.execute(fails)).rejects.toMatchObject({ code: 'provider.circuit-open' });
    expect(policy.snapshot()).toMatchObject({ retries: 2, opened: 1 });
  });

  it('never repeats a refusal', async () => {
    const policy = outboundPolicy('provider', patient);
    await expect(policy.execute(() => Promise.reject(refused('x.no', 'No.')))).rejects.toMatchObject({ code: 'x.no' });

    expect(policy.snapshot().retries).toBe(0);
  });

  it('is left out for work that must run once only', async () => {
    const policy = outboundPolicy('provider', patient);
    await expect(policy.executeOnce(fails)).rejects.toMatchObject({ code: 'provider.unavailable' });

    expect(policy.snapshot().retries).toBe(0);
  });
});

describe('allPolicies', () => {
  it('lists the policies by name, and the newest of two that share a name', async () => {
    await outboundPolicy('b-side', roomy).execute(works);
    outboundPolicy('a-side', roomy);
    outboundPolicy('b-side', roomy);

    const ours = allPolicies().filter(({ name }) => name.endsWith('-side'));
    expect(ours.map(({ name, calls }) => [name, calls.succeeded])).toEqual([
      ['a-side', 0],
      ['b-side', 0],
    ]);
  });
});
