import { refused, unavailable } from '@shop/kernel';
import { Memory } from '../memory/memory.js';
import { AnswersByKey } from './answers-by-key.js';

const answersByKey = () => new AnswersByKey(new Memory(), 10);

/** Work that counts how often it is done. */
function counted(end: (time: number) => unknown = (time) => time) {
  const work = { times: 0, run: () => end((work.times += 1)) };
  return work;
}

function thrower(error: Error) {
  return () => {
    throw error;
  };
}

describe('AnswersByKey', () => {
  it('gives the first answer again for the same key', () => {
    const answers = answersByKey();
    const work = counted();
    const given = [answers.once('charge', 'k', work.run), answers.once('charge', 'k', work.run)];

    expect(given).toEqual([1, 1]);
    expect(work.times).toBe(1);
  });

  it('keeps a refusal as an answer', () => {
    const answers = answersByKey();
    const work = counted(thrower(refused('card_declined', 'No.')));
    const declined = expect.objectContaining({ kind: 'refused', code: 'card_declined', message: 'No.' }) as Error;
    for (const _ of [1, 2]) expect(() => answers.once('charge', 'k', work.run)).toThrow(declined);

    expect(work.times).toBe(1);
  });

  it.each([unavailable('unavailable', 'Later.'), new Error('broken')])('does not keep %s', (error) => {
    const answers = answersByKey();
    const work = counted((time) => (time === 1 ? thrower(error)() : 'paid'));
    expect(() => answers.once('charge', 'k', work.run)).toThrow(error);

    expect(answers.once('charge', 'k', work.run)).toBe('paid');
  });

  it('tells keys and operations apart, and does work without a key every time', () => {
    const answers = answersByKey();
    const work = counted();
    answers.once('charge', 'k', work.run);
    answers.once('charge', 'other', work.run);
    answers.once('refund', 'k', work.run);
    answers.once('charge', undefined, work.run);
    answers.once('charge', undefined, work.run);

    expect(work.times).toBe(5);
  });
});
