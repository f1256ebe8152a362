/** Says at the top of a page that editing it is in vain. */
export const generatedNotice = '<!-- Printed from code by `npm run docs`. Edit the code, not this page. -->';

/** A pipe ends a cell, and within code a backslash is shown: so cells with pipes are for the caller to avoid. */
const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

export const code = (text: string) => `\`${text}\``;

export function fence(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}
