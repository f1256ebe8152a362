/**
 * `node collect.mjs APP BUILT INSTALLED IMAGE`, in the Dockerfile: puts together what one image holds.
 *
 *     dist, package.json    the app's own; of the tools it is tools/dist, as they call each other by that path
 *     libs/NAME/dist        the libs that it needs
 *     node_modules          the packages that npm installed for this app
 *
 * The folders of the repository stay, but for the app itself, which is at the top: `node dist/main.js`, whatever its name is.
 */
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';

const [app, built, installed, image] = process.argv.slice(2);
const source = app === 'tools' ? 'tools' : `apps/${app}`;
const target = app === 'tools' ? 'tools' : '.';

collectPackages();
collectProject(source, target);
for (const lib of neededLibs(source)) collectProject(`libs/${lib}`, `libs/${lib}`);

function collectPackages() {
  copyPackages('.', '.');
  // A package whose version differs from the one at the top is beside the project that wants it.
  copyPackages(source, target);
  // Of npm's links to the workspaces those remain that are here.
  const links = join(image, 'node_modules/@shop');
  const needed = neededLibs(source);
  for (const name of readdirSync(links)) if (!needed.has(name)) rmSync(join(links, name));
}

function copyPackages(from, to) {
  const folder = join(installed, from, 'node_modules');
  const options = { recursive: true, verbatimSymlinks: true, filter: isForRunning };
  if (existsSync(folder)) cpSync(folder, join(image, to, 'node_modules'), options);
}

/** Types and the maps of other people's code: nothing reads them at run time, and they are a third of all. */
function isForRunning(path) {
  return !/\.(d\.[cm]?ts|map|tsbuildinfo)$|\/node_modules\/\.(bin|package-lock\.json)$/.test(path);
}

/** Directly and by way of other libs. */
function neededLibs(project, found = new Set()) {
  const { dependencies = {} } = manifestOf(project);
  const direct = Object.keys(dependencies).filter((name) => name.startsWith('@shop/'));
  for (const lib of direct.map((name) => name.slice('@shop/'.length))) {
    if (found.has(lib)) continue;
    found.add(lib);
    neededLibs(`libs/${lib}`, found);
  }
  return found;
}

function manifestOf(project) {
  return JSON.parse(readFileSync(join(built, project, 'package.json'), 'utf8'));
}

function collectProject(from, to) {
  const { name, version, type, exports } = manifestOf(from);
  mkdirSync(join(image, to), { recursive: true });
  writeFileSync(join(image, to, 'package.json'), JSON.stringify({ name, version, type, exports }, null, 2));
  for (const path of filesBelow(join(built, from, 'dist')).filter(isForProduction)) {
    const copy = join(image, to, path.slice(join(built, from).length));
    mkdirSync(dirname(copy), { recursive: true });
    if (path.endsWith('.js.map')) writeFileSync(copy, withoutSources(path));
    else cpSync(path, copy);
  }
}

function isForProduction(path) {
  return !/\/dist\/(.*\/)?(testing|chaos)\//.test(path);
}

/** Stack traces name the lines of the TypeScript files, which are not here themselves. */
function withoutSources(map) {
  const { version, sources, names, mappings } = JSON.parse(readFileSync(map, 'utf8'));
  return JSON.stringify({ version, sources, names, mappings });
}

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(path);
    return entry.isFile() ? [path] : [];
  });
}
