import { mergePages } from './merge-pages.js';
import type { Page } from './merge-pages.js';

/** A source of numbers, largest first, that gives one page after a cursor. */
function source(numbers: readonly number[], limit: number) {
  return (cursor: string | null): Page<number> => {
    const rest = numbers.filter((number) => cursor === null || number < Number(cursor)).sort((a, b) => b - a);
    return { items: rest.slice(0, limit), nextCursor: rest.length > limit ? String(rest[limit - 1]) : null };
  };
}

it.each([
  [
    'shared out evenly',
    [
      [9, 6, 3],
      [8, 5, 2],
      [7, 4, 1],
    ],
  ],
  [
    'one source before the others',
    [
      [9, 8, 7, 6, 5],
      [4, 3],
      [2, 1],
    ],
  ],
  ['an empty source', [[], [3, 2, 1]]],
  ['no source at all', []],
])('reads many lists as one, each item once, with %s', (_, lists) => {
  for (const limit of [1, 2, 3, 100]) {
    const sources = lists.map((numbers) => source(numbers, limit));
    const seen: number[] = [];
    for (let cursor: string | null = null; ;) {
      const pages: readonly Page<number>[] = sources.map((next) => next(cursor));
      const page = mergePages(pages, { limit, compare: (a, b) => b - a, cursorAfter: String });
      seen.push(...page.items);
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(lists.flat().sort((a, b) => b - a));
  }
});
