/**
 * Marks what is data and nothing else. JSON has no way out of its quotes, and without a `<` in it a text cannot pretend to be the
 * end of its block.
 */
export function dataBlock(name: string, data: unknown): string {
  return `<data name="${name}">\n${plainJson(data)}\n</data>`;
}

export function plainJson(data: unknown): string {
  return JSON.stringify(data).replaceAll('<', '\\u003c');
}
