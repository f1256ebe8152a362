import { closeSync, ftruncateSync, openSync, readSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { unavailable } from '@shop/kernel';

const CHUNK = 1024 * 1024;
const NEWLINE = '\n'.charCodeAt(0);

const lineOf = (record: unknown) => `${JSON.stringify(record)}\n`;

/** The end of a file of records, one line of JSON each. A record is there wholly or, after a kill, not at all. */
export class Journal {
  private readonly file: number;
  private unwritten = Buffer.alloc(0);

  constructor(path: string) {
    this.file = openSync(path, 'a');
  }

  add(record: unknown): void {
    this.unwritten = Buffer.concat([this.unwritten, Buffer.from(lineOf(record))]);
  }

  /**
   * Gives all that was added to the operating system, which keeps it when this process is killed.
   * @throws the error of a write that failed (a full disk). What is left is written first by the next call, so that no line is
   * ever torn in the middle of the file.
   */
  write(): void {
    while (this.unwritten.length > 0) this.unwritten = this.unwritten.subarray(writeSync(this.file, this.unwritten));
  }

  close(): void {
    closeSync(this.file);
  }
}

/**
 * Calls `apply` with every record of the journal, oldest first; one that does not exist yet is made. A torn last line is cut
 * off: nobody has been told of what it was to say, and the next record must not be glued to it.
 * @throws AppError `journal.damaged` for a line that is no JSON though it is whole.
 */
export function replayJournal(path: string, apply: (record: unknown) => void): void {
  const file = openSync(path, 'a+');
  try {
    const chunk = Buffer.alloc(CHUNK);
    let begun = Buffer.alloc(0);
    let whole = 0;
    for (let length = -1; length !== 0;) {
      length = readSync(file, chunk, 0, CHUNK, whole + begun.length);
      begun = Buffer.concat([begun, chunk.subarray(0, length)]);
      const end = begun.lastIndexOf(NEWLINE) + 1;
      for (const line of linesOf(begun.subarray(0, end))) apply(parse(line, path));
      begun = begun.subarray(end);
      whole += end;
    }
    ftruncateSync(file, whole);
  } finally {
    closeSync(file);
  }
}

/** Puts `records` in place of all that the journal holds: a kill meanwhile leaves it as it was. */
export function rewriteJournal(path: string, records: Iterable<unknown>): void {
  const next = `${path}.next`;
  const file = openSync(next, 'w');
  try {
    let text = '';
    for (const record of records) {
      text += lineOf(record);
      if (text.length < CHUNK) continue;
      writeFileSync(file, text);
      text = '';
    }
    writeFileSync(file, text);
  } finally {
    closeSync(file);
  }
  renameSync(next, path);
}

function linesOf(bytes: Buffer): readonly string[] {
  return bytes.toString().split('\n').slice(0, -1);
}

function parse(line: string, path: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    const advice = 'Delete the file to begin with empty books.';
    throw unavailable('journal.damaged', `${path} has a line that cannot be read. ${advice}`, { cause });
  }
}
