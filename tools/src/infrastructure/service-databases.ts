import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { passwordOf } from './postgres-home.js';

export interface ServiceDatabasesOptions {
  /** A role that may create roles and databases. */
  readonly adminUrl: string;
  /** Folder that keeps the passwords of the roles. */
  readonly secrets: string;
  /** Each becomes a database and a role of that name. */
  readonly names: readonly string[];
}

/**
 * One database and one role per name, created if missing; gives the URL of each. The role owns its own database and may not
 * connect to another's: "no service reads another's tables" is then a fact of the server, not a promise of the code.
 */
export async function createServiceDatabases(options: ServiceDatabasesOptions): Promise<ReadonlyMap<string, string>> {
  const admin = new Client({ connectionString: options.adminUrl });
  await admin.connect();
  try {
    const urls = new Map<string, string>();
    for (const name of options.names) {
      const password = passwordOf(name, options.secrets);
      await createRole(admin, name, password);
      await createDatabase(admin, name);
      urls.set(name, serviceUrl(options.adminUrl, name, password));
    }
    return urls;
  } finally {
    await admin.end();
  }
}

/** The password is set every time: the folder that keeps it may be newer than the role. */
async function createRole(admin: Client, name: string, password: string): Promise<void> {
  const { rowCount } = await admin.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [name]);
  const verb = rowCount === 0 ? 'CREATE' : 'ALTER';
  const role = escapeIdentifier(name);
  await admin.query(
    `${verb} ROLE ${role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD ${escapeLiteral(password)}`,
  );
}

async function createDatabase(admin: Client, name: string): Promise<void> {
  const { rowCount } = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
  const database = escapeIdentifier(name);
  if (rowCount === 0) await admin.query(`CREATE DATABASE ${database} OWNER ${database}`);
  await admin.query(`REVOKE ALL ON DATABASE ${database} FROM PUBLIC`);
}

function serviceUrl(adminUrl: string, name: string, password: string): string {
  const url = new URL(adminUrl);
  url.username = name;
  url.password = password;
  url.pathname = `/${name}`;
  return url.href;
}
