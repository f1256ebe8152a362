import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../infrastructure/repository.js';
import { sourceFiles } from './source-files.js';

const textOf = (path: string) => readFileSync(join(repositoryRoot, path), 'utf8');
const matches = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].flatMap(([, name]) => name ?? []);
const sorted = (names: Iterable<string>) => [...new Set(names)].sort();

const sources = ['apps', 'libs', 'tools'].flatMap(sourceFiles).filter((path) => /\.(ts|mjs)$/.test(path));

/** The keys of every config schema: by the form of the source, for tools may not import an app. */
const configured = sources
  .filter((path) => /[.-]config\.ts$/.test(path))
  .flatMap((path) => matches(textOf(path), /^\s+([A-Z][A-Z0-9_]+): /gm));

/** What tools and tests read from the environment by themselves. */
const read = sources
  .filter((path) => path !== 'tools/src/checks/env-example.spec.ts')
  .flatMap((path) => matches(textOf(path), /\benv(?:\.|\[')([A-Z][A-Z0-9_]+)\b/g));

/** What docker-compose.yml takes from `.env`. */
const composed = matches(textOf('docker-compose.yml'), /\$\{([A-Z][A-Z0-9_]+)/g);

/** These belong to the system and to Node; nobody configures the shop by them. */
const foreign = new Set(['PATH', 'JAVA_HOME', 'TS_NODE_PROJECT']);

const example = textOf('.env.example');
const listed = matches(example, /^#? ?([A-Z][A-Z0-9_]+)=/gm);

describe('.env.example', () => {
  it('lists every variable of every config schema', () => {
    expect(configured).toContain('SAGA_DEADLINE_SECONDS');
    expect(sorted(configured).filter((name) => !listed.includes(name))).toEqual([]);
  });

  it('lists every variable that a tool or a test reads', () => {
    expect(read).toContain('TEST_DATABASE_URL');
    expect(sorted(read).filter((name) => !listed.includes(name) && !foreign.has(name))).toEqual([]);
  });

  it('lists every variable that docker compose takes', () => {
    expect(composed).toContain('ORDER_SERVICE_PASSWORD');
    expect(sorted(composed).filter((name) => !listed.includes(name))).toEqual([]);
  });

  it('lists nothing that nobody reads, and nothing twice', () => {
    const known = [...sources.map(textOf), ...composed].join('\n');
    expect(listed.filter((name) => !new RegExp(`\\b${name}\\b`).test(known))).toEqual([]);
    expect([...listed].sort()).toEqual(sorted(listed));
  });

  it('says of each what it is for', () => {
    const undescribed = example.split('\n').filter((line, index, lines) => {
      const isVariable = /^#? ?[A-Z][A-Z0-9_]+=/.test(line);
      return isVariable && !/^#? ?[A-Z0-9_]+=|^# \S/.test(lines[index - 1] ?? '');
    });
    expect(undescribed).toEqual([]);
  });
});
