/**
 * `node tools/bootstrap.mjs COMMAND …args`: what every npm script of this repository goes through. It needs nothing but Node,
 * brings the checkout up to date (packages, build) and hands over to tools/dist/COMMAND.js on the Node that the lockfile pins.
 * All its own output goes to stderr, so that a command's stdout stays clean.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { writeFileSync, writeSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { setInterval, setTimeout } from 'node:timers';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const at = (...parts) => join(root, ...parts);
const say = (line) => process.stderr.write(`${line}\n`);
/** kafkajs computes a negative timeout once per process (its defect); the warning tells nobody anything. */
const nodeFlags = ['--enable-source-maps', '--disable-warning=TimeoutNegativeWarning'];
let running;

await main(process.argv.slice(2));

async function main([command, ...args]) {
  if (!isNodeNewEnough(process.versions.node)) {
    fail(`This project needs Node 20.19 or later; this is ${process.versions.node} (${process.execPath}).`);
  }
  if (!isKnown(command))
    fail(`Usage: node tools/bootstrap.mjs COMMAND …args, COMMAND being one of ${commands().join(', ')}.`);
  forwardSignals();
  if (!packagesAreCurrent()) await installPackages();
  await underBuildLock(async () => {
    const stamp = sourceStamp();
    if (!buildIsCurrent(stamp)) await build(stamp);
  });
  process.exit(await run(pinnedNode(), [...nodeFlags, at('tools/dist', `${command}.js`), ...args]));
}

function isNodeNewEnough(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > 20 || (major === 20 && minor >= 19);
}

/** A command is a file directly in tools/src: demo.ts is `demo`. */
function commands() {
  const sources = readdirSync(at('tools/src')).filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'));
  return sources.map((file) => file.slice(0, -'.ts'.length));
}

function isKnown(command) {
  return command !== undefined && commands().includes(command);
}

function fail(line, code = 1) {
  say(line);
  process.exit(code);
}

/** The stamp tells what we installed; npm's hidden lockfile tells of an `npm ci` or `npm install` made by hand, which counts too. */
function packagesAreCurrent() {
  const hidden = at('node_modules/.package-lock.json');
  if (!existsSync(hidden)) return false;
  const hash = createHash('sha256')
    .update(readFileSync(at('package-lock.json')))
    .digest('hex');
  if (readIfThere(at('node_modules/.shop-install')) === hash) return true;
  const slackMs = 30_000; // npm writes the two lockfiles at about the same time, in no fixed order
  if (statSync(hidden).mtimeMs + slackMs < statSync(at('package-lock.json')).mtimeMs) return false;
  writeFileSync(at('node_modules/.shop-install'), hash);
  return true;
}

async function installPackages() {
  say('Installing packages (npm ci; about a minute the first time) …');
  const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm'];
  const args = [...npm.slice(1), 'ci', '--no-audit', '--no-fund', '--loglevel=error'];
  await quietly(npm[0], args, 'npm ci failed');
  const hash = createHash('sha256')
    .update(readFileSync(at('package-lock.json')))
    .digest('hex');
  writeFileSync(at('node_modules/.shop-install'), hash);
}

function readIfThere(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

function projects() {
  const inFolder = (folder) => readdirSync(at(folder)).map((name) => `${folder}/${name}`);
  return [...inFolder('apps'), ...inFolder('libs'), 'tools'].filter((project) =>
    existsSync(at(project, 'package.json')),
  );
}

function isBuilt(project) {
  const manifest = JSON.parse(readFileSync(at(project, 'package.json'), 'utf8'));
  const hasBuild = manifest.nx?.targets?.build !== undefined && readdirSync(at(project, 'src')).length > 0;
  return !hasBuild || existsSync(at(project, 'dist'));
}

/** Names, sizes and times of all that goes into a build. Ten milliseconds, against two seconds for asking Nx. */
function sourceStamp() {
  const hash = createHash('sha256');
  const shared = ['.swcrc', 'nx.json', 'package-lock.json'];
  const sources = projects().flatMap((project) => [`${project}/package.json`, ...filesBelow(`${project}/src`)]);
  for (const file of [...shared, ...sources]) {
    const { mtimeMs, size } = statSync(at(file));
    hash.update(`${file} ${mtimeMs} ${size}\n`);
  }
  return hash.digest('hex');
}

function filesBelow(folder) {
  if (!existsSync(at(folder))) return [];
  return readdirSync(at(folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return filesBelow(path);
    return path.endsWith('.spec.ts') ? [] : [path];
  });
}

function buildIsCurrent(stamp) {
  return readIfThere(at('.cache/build-stamp')) === stamp && projects().every(isBuilt);
}

async function build(stamp) {
  say('Building …');
  await quietly(at('node_modules/.bin/nx'), ['run-many', '-t', 'build'], 'The build failed');
  writeFileSync(at('.cache/build-stamp'), stamp);
}

/** Two commands started at once must not build into the same dist: each build empties it first. */
async function underBuildLock(work) {
  mkdirSync(at('.cache'), { recursive: true });
  const lock = at('.cache/build.lock');
  while (!tryLock(lock)) await new Promise((resolve) => setTimeout(resolve, 100));
  process.once('exit', () => rmSync(lock, { force: true }));
  await work();
  rmSync(lock, { force: true });
  process.removeAllListeners('exit');
}

function tryLock(lock) {
  try {
    const file = openSync(lock, 'wx');
    writeSync(file, String(process.pid));
    closeSync(file);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    const owner = Number(readIfThere(lock) || process.pid);
    if (!isAlive(owner)) rmSync(lock, { force: true });
    return false;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** .bin/node is the version that package.json pins; a platform without that package uses the Node that runs this file. */
function pinnedNode() {
  const pinned = at('node_modules/.bin/node');
  return existsSync(pinned) ? pinned : process.execPath;
}

function environment() {
  const path = `${at('node_modules/.bin')}${delimiter}${process.env.PATH ?? ''}`;
  return { ...process.env, PATH: path, NX_DAEMON: 'false', NX_TUI: 'false' };
}

async function quietly(command, args, complaint) {
  const output = [];
  running = spawn(command, args, { cwd: root, env: environment(), stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [running.stdout, running.stderr]) stream.on('data', (chunk) => output.push(chunk));
  const code = await exitCode(running);
  if (code === 0) return;
  say(output.join(''));
  fail(`${complaint} (exit code ${code}); its output is above.`, code);
}

/** The channel ('ipc') carries nothing: it closes when this process dies in any way, and a command takes that as SIGTERM. */
async function run(node, args) {
  const env = { ...environment(), NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? at('.cache/compile') };
  running = spawn(node, args, { env, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  return exitCode(running);
}

function exitCode(child) {
  const signals = { SIGINT: 130, SIGKILL: 137, SIGTERM: 143 };
  return new Promise((resolve) => {
    child.once('error', (error) => fail(`Cannot start ${child.spawnfile}: ${error.message}`));
    child.once('exit', (code, signal) => resolve(code ?? signals[signal] ?? 1));
  });
}

/** On Ctrl-C the whole group gets SIGINT, from the terminal and again from npm: commands take the first and ignore the rest. */
function forwardSignals() {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => running?.kill(signal));
  if (process.env.npm_lifecycle_event === undefined) return;
  const npm = process.ppid; // npm killed outright tells nobody, but leaves us to another parent
  setInterval(() => process.ppid !== npm && running?.kill('SIGTERM'), 500).unref();
}
