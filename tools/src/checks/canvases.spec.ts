import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../infrastructure/repository.js';
import { appNames, sourceFiles } from './source-files.js';

const readmeOf = (app: string) => join(repositoryRoot, 'apps', app, 'README.md');
const canvasOf = (app: string) => readFileSync(readmeOf(app), 'utf8');
const found = (app: string, files: RegExp, pattern: RegExp): readonly string[] =>
  sourceFiles(`apps/${app}/src`)
    .filter((path) => files.test(path) && !path.endsWith('.spec.ts'))
    .flatMap((path) => [...readFileSync(join(repositoryRoot, path), 'utf8').matchAll(pattern)])
    .flatMap(([, name]) => name ?? []);
const missingIn = (app: string, names: readonly string[]) => {
  const canvas = canvasOf(app);
  return names.filter((name) => !new RegExp(`\\b${name}\\b`).test(canvas));
};

const apps = appNames();
/** Those with a database: they decide, publish and consume. */
const services = apps.filter((app) => existsSync(join(repositoryRoot, 'apps', app, 'src/migrations')));

describe('every app', () => {
  it.each(apps)('%s has a README that begins with its name', (app) => {
    expect(canvasOf(app).startsWith(`# ${app}\n`)).toBe(true);
  });

  it.each(apps.filter((app) => app !== 'shop-e2e'))('%s says which variables it reads', (app) => {
    const own = found(app, /\.config\.ts$/, /^\s+([A-Z][A-Z0-9_]+): /gm);
    // The gateway's addresses are listed by the service that each belongs to.
    const unnamed = missingIn(app, own).filter((name) => !name.endsWith('_SERVICE_URL'));
    expect(unnamed).toEqual([]);
  });
});

describe('the canvas of a service', () => {
  it('is asked of six services', () => {
    expect(services).toHaveLength(6);
  });

  it.each(services)('%s has every section', (service) => {
    const canvas = canvasOf(service);
    const sections = [
      /commands/i,
      /queries/i,
      /publishes/i,
      /consumes/i,
      /tables?\b/i,
      /config/i,
      /what (happens|if)/i,
    ];
    expect(sections.filter((section) => !section.test(canvas))).toEqual([]);
  });

  it.each(services)('%s names every command and query', (service) => {
    const names = found(service, /\/(commands|queries)\//, /class (\w+) extends (?:Command|Query)\b/g);
    expect(names).not.toEqual([]);
    expect(missingIn(service, names)).toEqual([]);
  });

  it.each(services)('%s names every table of its own', (service) => {
    expect(missingIn(service, found(service, /\/migrations\//, /CREATE TABLE (\w+)/g))).toEqual([]);
  });
});
