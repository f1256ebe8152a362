import { z } from 'zod';
import { decodeCursor, encodeCursor } from './cursor.js';

const position = z.tuple([z.iso.datetime(), z.string()]);

it('hands back the position that went in, safe in a URL', () => {
  const cursor = encodeCursor(['2026-01-02T03:04:05.678Z', 'ä?/&']);
  expect(cursor).toBe(encodeURIComponent(cursor));
  expect(decodeCursor(cursor, position)).toEqual(['2026-01-02T03:04:05.678Z', 'ä?/&']);
});

it.each(['', 'nonsense', encodeCursor({ other: 'list' }), encodeCursor(['yesterday', 'x'])])(
  'refuses %p as invalid input',
  (cursor) => {
    expect(refusalOf(() => decodeCursor(cursor, position))).toMatchObject({ kind: 'invalid', code: 'cursor.invalid' });
  },
);

function refusalOf(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}
