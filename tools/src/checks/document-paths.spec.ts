import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { repositoryRoot } from '../infrastructure/repository.js';
import { sourceFiles } from './source-files.js';

const textOf = (page: string) => readFileSync(join(repositoryRoot, page), 'utf8');
const matches = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].flatMap(([, found]) => found ?? []);

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...['docs', 'apps', 'libs', 'tools'].flatMap(sourceFiles).filter((path) => path.endsWith('.md')),
];
const tree = ['apps', 'libs', 'tools', 'docs'].flatMap(sourceFiles);

/** A file that a page calls by a path, or by its end: `domain/order.decisions.ts` within the README of its service. */
function exists(named: string, page: string): boolean {
  if (existsSync(join(repositoryRoot, named)) || existsSync(join(repositoryRoot, dirname(page), named))) return true;
  return tree.some((path) => path.endsWith(`/${named}`));
}

describe.each(pages)('%s', (page) => {
  it('names no source file that is not there', () => {
    const named = matches(textOf(page), /`([\w./-]+\.(?:ts|mjs|xml))`/g).filter((name) => !name.startsWith('dist/'));
    expect(named.filter((name) => !exists(name, page))).toEqual([]);
  });

  it('links to pages that are there', () => {
    const links = matches(textOf(page), /\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g);
    expect(links.filter((link) => !existsSync(join(repositoryRoot, dirname(page), link)))).toEqual([]);
  });
});
