export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

export interface Merging<Item> {
  /** Of each page asked for, and of the merged one. */
  readonly limit: number;
  /** Negative if `a` comes first. Every page is in this order. */
  readonly compare: (a: Item, b: Item) => number;
  /** A cursor that every source of the pages understands. */
  readonly cursorAfter: (item: Item) => string;
}

/** One page of many: each source was asked for as many items as one page has, so none is passed over. */
export function mergePages<Item>(pages: readonly Page<Item>[], { limit, compare, cursorAfter }: Merging<Item>) {
  const all = pages.flatMap(({ items }) => items).sort(compare);
  const items = all.slice(0, limit);
  const last = items.at(-1);
  const hasMore = all.length > limit || pages.some(({ nextCursor }) => nextCursor !== null);
  return { items, nextCursor: hasMore && last ? cursorAfter(last) : null };
}
