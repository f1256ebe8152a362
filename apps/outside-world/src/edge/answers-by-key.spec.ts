import { refused, unavailable } from '@shop/kernel';
import { AnswersByKey } from './answers-by-key.js';

/** Work that counts how often it is done. */
function counted(end: (time: number) => Promise<unknown> = async (time) => time) {
  const work = { times: 0, run: () => end((work.times += 1)) };
  return work;
}

describe('AnswersByKey', () => {
  it('gives the first answer again for the same key', async () => {
    const answers = new AnswersByKey(10);
    const work = counted();
    const given = [await answers.once('charge', 'k', work.run), await answers.once('charge', 'k', work.run)];

    expect(given).toEqual([1, 1]);
    expect(work.times).toBe(1);
  });

  it('lets a repetition wait for the first while that is under way', async () => {
    const answers = new AnswersByKey(10);
    const { promise, resolve } = settleable();
    const work = counted(() => promise);
    const both = Promise.all([answers.once('charge', 'k', work.run), answers.once('charge', 'k', work.run)]);
    resolve('paid');

    expect(await both).toEqual(['paid', 'paid']);
    expect(work.times).toBe(1);
  });

  it('keeps a refusal as an answer', async () => {
    const answers = new AnswersByKey(10);
    const work = counted(() => Promise.reject(refused('card_declined', 'No.')));
    for (const _ of [1, 2]) {
      await expect(answers.once('charge', 'k', work.run)).rejects.toMatchObject({ code: 'card_declined' });
    }

    expect(work.times).toBe(1);
  });

  it.each([unavailable('unavailable', 'Later.'), new Error('broken')])('does not keep %s', async (error) => {
    const answers = new AnswersByKey(10);
    const work = counted((time) => (time === 1 ? Promise.reject(error) : Promise.resolve('paid')));
    await expect(answers.once('charge', 'k', work.run)).rejects.toBe(error);

    await expect(answers.once('charge', 'k', work.run)).resolves.toBe('paid');
  });

  it('tells keys and operations apart, and does work without a key every time', async () => {
    const answers = new AnswersByKey(10);
    const work = counted();
    await answers.once('charge', 'k', work.run);
    await answers.once('charge', 'other', work.run);
    await answers.once('refund', 'k', work.run);
    await answers.once('charge', undefined, work.run);
    await answers.once('charge', undefined, work.run);

    expect(work.times).toBe(5);
  });
});

function settleable() {
  let resolve: (value: unknown) => void = () => undefined;
  const promise = new Promise<unknown>((settle) => (resolve = settle));
  return { promise, resolve };
}
