import { setTimeout as delay } from 'node:timers/promises';
import { currentContext, runInContext, runOutsideContext } from './correlation.js';

describe('the work context', () => {
  it('goes along with the work that it was set for, also when two run at once', async () => {
    const work = async (causationId: string, ms: number) =>
      runInContext({ causationId }, async () => {
        await delay(ms);
        return currentContext()?.causationId;
      });
    expect(await Promise.all([work('a', 5), work('b', 1)])).toEqual(['a', 'b']);
    expect(currentContext()).toBeUndefined();
  });

  it('is replaced as a whole by an inner one', () => {
    const inner = runInContext({ causationId: 'request', userId: 'u-1' }, () =>
      runInContext({ causationId: 'event' }, currentContext),
    );
    expect(inner).toEqual({ causationId: 'event' });
  });

  it('can be left for work that serves many', async () => {
    const seen = await runInContext({ causationId: 'request' }, () =>
      runOutsideContext(async () => {
        await delay(1);
        return currentContext();
      }),
    );
    expect(seen).toBeUndefined();
  });
});
