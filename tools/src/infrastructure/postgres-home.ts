import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { canReach } from './system-user.js';
import type { Owner } from './system-user.js';

/** Where one local cluster lives: `data` is Postgres's own folder, the passwords of its roles lie beside it, readable by us alone. */
export interface PostgresHome {
  readonly folder: string;
  readonly data: string;
  /** Whom `data` belongs to, if not to us. */
  readonly owner: Owner | undefined;
}

/** Below `directory`, unless `owner` cannot get there (a home folder of mode 0700): then in /var/tmp, always at the same place. */
export function openPostgresHome(
  directory: string,
  owner: Owner | undefined,
  debug: (line: string) => void,
): PostgresHome {
  const wanted = join(resolve(directory), 'postgres');
  mkdirSync(wanted, { recursive: true, mode: 0o711 });
  if (owner === undefined) return homeIn(wanted);
  if (canReach(owner, wanted)) return homeIn(wanted, owner);
  const moved = movedHome(directory);
  debug(`${wanted} is closed to user ${owner.uid}: the data of Postgres is in ${moved}`);
  mkdirSync(moved, { recursive: true, mode: 0o711 });
  chmodSync(moved, 0o711);
  return homeIn(moved, owner);
}

/** The places where the cluster of `directory` may be. */
export function postgresFolders(directory: string): readonly string[] {
  return [join(resolve(directory), 'postgres'), movedHome(directory)];
}

function movedHome(directory: string): string {
  const hash = createHash('sha256').update(resolve(directory)).digest('hex').slice(0, 12);
  return `/var/tmp/shop-data-${hash}`;
}

function homeIn(folder: string, owner?: Owner): PostgresHome {
  return { folder, data: join(folder, 'data'), owner };
}

/** The password of a role of this cluster: random, made when first asked for, then kept. */
export function passwordOf(role: string, folder: string): string {
  const file = join(folder, 'passwords.json');
  const known = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>) : {};
  const password = known[role] ?? randomBytes(18).toString('base64url');
  if (known[role] === undefined) writePrivately(file, JSON.stringify({ ...known, [role]: password }, null, 2));
  return password;
}

/** Readable by us alone from its first byte on, and never half written. */
export function writePrivately(file: string, text: string): void {
  const draft = `${file}.${process.pid}.tmp`;
  writeFileSync(draft, text, { mode: 0o600 });
  renameSync(draft, file);
}
