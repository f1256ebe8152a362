import { SummaryReader } from './summary-reader.js';

function readIn(text: string, size: number): string {
  const reader = new SummaryReader();
  let read = '';
  for (let at = 0; at < text.length; at += size) read += reader.read(text.slice(at, at + size));
  return read;
}

describe('SummaryReader', () => {
  const summary = 'It said: "no"\\ \n\tand — ünïcode 🚚 — went on /.';
  const escaped = JSON.stringify({ summary, findings: [{ summary: 'not this' }] }).replace('ü', '\\u00fc');

  it.each([1, 2, 3, 7, 64, 1_000])('reads the summary in pieces of %d characters', (size) => {
    expect(readIn(escaped, size)).toBe(summary);
  });

  it('tells what it has before the end has come', () => {
    expect(readIn('{"summary": "All is we', 5)).toBe('All is we');
  });

  it('keeps half of an escape to itself', () => {
    expect(readIn('{"summary":"a\\u00', 1)).toBe('a');
    expect(readIn('{"summary":"a\\', 1)).toBe('a');
  });

  it.each(['I look at it first.', '{"findings": [], "summary": "late"}', '["summary"]', ''])(
    'reads nothing of %j',
    (text) => expect(readIn(text, 3)).toBe(''),
  );
});
