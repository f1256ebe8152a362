import { OutsideParty } from './outside-party.js';
import type { OutsideRequest } from './outside-party.js';
import { request } from './request.js';

class Counter extends OutsideParty {
  readonly counted: string[] = [];

  protected decide({ path, body }: OutsideRequest) {
    this.counted.push(path);
    return { status: 201, body: { number: this.counted.length, ...body } };
  }
}

let party: Counter;
let url: string;
beforeEach(async () => {
  party = new Counter();
  url = await party.start();
});
afterEach(() => party.stop());

const ask = (key: string, body: object = {}) =>
  request(url, 'POST /things', { headers: { 'idempotency-key': key }, body });

it('answers a key as it did the first time, and decides once', async () => {
  const first = await ask('a', { of: 'me' });
  expect(first).toMatchObject({ status: 201, json: { number: 1, of: 'me' } });
  expect((await ask('a', { of: 'me' })).text).toBe(first.text);
  expect(await ask('b')).toMatchObject({ status: 201, json: { number: 2 } });
  expect(party.counted).toEqual(['/things', '/things']);
  expect(party.requests.map(({ key }) => key)).toEqual(['a', 'a', 'b']);
});

it('refuses before anything happens, and remembers no refusal', async () => {
  party.refuses = ({ key }) => (key === 'a' ? 503 : undefined);
  expect(await ask('a')).toMatchObject({ status: 503, json: { error: { code: 'unavailable' } } });
  expect(party.counted).toEqual([]);
  party.behave();
  expect(await ask('a')).toMatchObject({ status: 201 });
  expect(party.requests).toHaveLength(2);
});

it('has decided when it holds an answer back', async () => {
  let release = () => undefined as void;
  const held = new Promise<void>((reached) => {
    party.beforeAnswer = () => {
      reached();
      return new Promise<void>((resolve) => (release = resolve));
    };
  });
  const asked = ask('a');
  await held;
  expect(party.counted).toEqual(['/things']);
  release();
  expect(await asked).toMatchObject({ status: 201 });
});
