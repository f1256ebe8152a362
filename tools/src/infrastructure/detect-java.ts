import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const oldestJava = 17;

export type KafkaTools = { readonly available: true } | { readonly available: false; readonly reason: string };

/** Whether a broker can be started here. Maven is needed once only, to fetch the broker: `fetched` says that it is there. */
export async function detectKafkaTools(needs: { readonly fetched: boolean }): Promise<KafkaTools> {
  const version = await javaVersion();
  if (version === undefined) return missing('Java is not installed');
  if (version < oldestJava) return missing(`Java is version ${version} and Kafka needs ${oldestJava}`);
  if (!needs.fetched && !isOnPath('mvn')) return missing('Maven is not installed');
  return { available: true };
}

function missing(what: string): KafkaTools {
  return {
    available: false,
    reason: `${what} (a JRE of version ${oldestJava} or later and Maven start a broker here)`,
  };
}

async function javaVersion(): Promise<number | undefined> {
  try {
    const { stderr, stdout } = await run('java', ['-version']);
    return majorVersion(stderr + stdout);
  } catch {
    return undefined;
  }
}

/** `openjdk version "17.0.15" 2025-04-15`; Java 8 and older call themselves 1.8. */
export function majorVersion(text: string): number | undefined {
  const found = /version "(?:1\.)?(\d+)/.exec(text);
  return found === null ? undefined : Number(found[1]);
}

function isOnPath(command: string): boolean {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
