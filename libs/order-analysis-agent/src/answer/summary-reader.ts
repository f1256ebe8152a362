const BEGIN = /^\s*\{\s*"summary"\s*:\s*"/;
/** Longer than any way to write the beginning that a model chooses. */
const LONGEST_BEGIN = 64;

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };

/**
 * Reads the summary out of an answer while its JSON arrives, in pieces of any size. A text that does not begin with a summary
 * gives nothing. Nothing here is a check: the whole answer is checked when it is there.
 */
export class SummaryReader {
  private state: 'before' | 'inside' | 'after' = 'before';
  /** What cannot be told yet: the beginning, or half of an escape. */
  private pending = '';

  /** Gives the part of the summary that this piece adds. */
  read(piece: string): string {
    if (this.state === 'after') return '';
    this.pending += piece;
    if (this.state === 'before' && !this.enter()) return '';
    return this.take();
  }

  private enter(): boolean {
    const begin = BEGIN.exec(this.pending)?.[0];
    if (begin === undefined) {
      if (this.pending.length > LONGEST_BEGIN) this.state = 'after';
      return false;
    }
    this.state = 'inside';
    this.pending = this.pending.slice(begin.length);
    return true;
  }

  private take(): string {
    let taken = '';
    let at = 0;
    while (at < this.pending.length) {
      const character = this.pending.charAt(at);
      if (character === '"') {
        this.state = 'after';
        return taken;
      }
      const length = character === '\\' ? escapeLength(this.pending, at) : 1;
      if (at + length > this.pending.length) break;
      taken += length === 1 ? character : unescaped(this.pending.slice(at, at + length));
      at += length;
    }
    this.pending = this.pending.slice(at);
    return taken;
  }
}

function escapeLength(text: string, at: number): number {
  return text.charAt(at + 1) === 'u' ? 6 : 2;
}

function unescaped(escape: string): string {
  const kind = escape.charAt(1);
  return kind === 'u' ? String.fromCharCode(Number.parseInt(escape.slice(2), 16)) : (escapes[kind] ?? kind);
}
