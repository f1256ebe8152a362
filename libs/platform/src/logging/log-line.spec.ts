import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { logLine, loggedError } from './log-line.js';

const page = readFileSync(join(__dirname, '../../../../docs/logging.md'), 'utf8');
const documented = [...page.matchAll(/^\| `(\w+)`\s+\| (yes)?/gm)].map(([, name, always]) => [name, always === 'yes']);

describe('docs/logging.md', () => {
  it('names each field of a line, and which are always there', () => {
    const { properties = {}, required = [] } = logLine.toJSONSchema();
    expect(documented).toEqual(Object.keys(properties).map((name) => [name, required.includes(name)]));
  });

  it('names each field of an error', () => {
    const row = /^\| `err`.*$/m.exec(page)?.[0] ?? '';
    for (const name of Object.keys(loggedError.shape)) expect(row).toContain(`\`${name}\``);
  });
});
