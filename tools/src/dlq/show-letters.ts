import type { DeadLetter, WholeDeadLetter } from '@shop/api-contracts';

const HEADINGS = ['LAST FAILED', 'STATUS', 'KIND', 'HANDLER', 'TRIES', 'ERROR', 'ID'];

/** One line a letter, in columns. */
export function letterTable(letters: readonly DeadLetter[]): string {
  if (letters.length === 0) return 'There are no dead letters.';
  const rows = [HEADINGS, ...letters.map(cellsOf)];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function cellsOf(letter: DeadLetter): string[] {
  const { id, status, kind, handler, attempts, redrives, error, lastFailedAt } = letter;
  const tries = redrives > 0 ? `${attempts} (${redrives} redriven)` : String(attempts);
  const time = lastFailedAt.replace('T', ' ').replace(/\.\d+Z$/, 'Z');
  return [time, status, kind, handler, tries, shortened(`${error.class}: ${error.message}`, 60), id].map(oneLine);
}

export function letterInFull(letter: WholeDeadLetter): string {
  const { origin, error, decision, message } = letter;
  const lines: [string, string | null][] = [
    ['id', letter.id],
    ['status', letter.status],
    ['decided', decision && `${decision.at} by ${decision.by}${decision.reason ? `: ${decision.reason}` : ''}`],
    ['kind', letter.kind],
    ['handler', `${letter.handler} of ${letter.service}`],
    ['error', `${error.class} (${error.code}): ${error.message}`],
    ['tries', `${letter.attempts}, redriven ${letter.redrives} times`],
    ['failed', `first ${letter.firstFailedAt}, last ${letter.lastFailedAt}`],
    ['origin', `${origin.topic}, partition ${origin.partition}, offset ${origin.offset}`],
    ['event', letter.eventId],
    ['correlation', letter.correlationId],
    ['trace', letter.traceId],
    ['key', message.key],
    ...Object.entries(message.headers).map(([name, value]): [string, string] => ['header', `${name}: ${value}`]),
    ['value', message.isValueDropped ? '(too large to be kept; look at the origin)' : message.value],
  ];
  return lines.map(([name, value]) => `${name.padEnd(12)} ${oneLine(value ?? '–')}`).join('\n');
}

/** What came from outside must not move the cursor of somebody's terminal. */
function oneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ');
}

function shortened(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}
