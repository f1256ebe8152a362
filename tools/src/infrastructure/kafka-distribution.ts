import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { unavailable } from '@shop/kernel';
import { cacheDirectory, repositoryRoot } from './repository.js';

const run = promisify(execFile);
export const kafkaVersion = '4.3.0';
const folder = join(cacheDirectory, `kafka-${kafkaVersion}`);

export function isKafkaFetched(): boolean {
  return existsSync(folder);
}

/** The broker's jars (43 MiB), fetched by Maven the first time. Resolves with a Java class path. */
export async function kafkaClassPath(print: (line: string) => void): Promise<string> {
  if (!isKafkaFetched()) await fetchKafka(print);
  return join(folder, '*');
}

/** The folder appears whole or not at all: an interrupted download leaves nothing, and of two at once the first one stays. */
async function fetchKafka(print: (line: string) => void): Promise<void> {
  print(`Fetching Apache Kafka ${kafkaVersion} through Maven (43 MiB, once) …`);
  mkdirSync(cacheDirectory, { recursive: true });
  const draft = mkdtempSync(join(cacheDirectory, 'kafka-incomplete-'));
  try {
    await runMaven(draft);
    renameSync(draft, folder);
  } catch (error) {
    if (!isKafkaFetched()) throw error;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

async function runMaven(outputDirectory: string): Promise<void> {
  const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${outputDirectory}`];
  const args = ['-q', '-B', '-f', join(repositoryRoot, 'tools/kafka/pom.xml'), ...goal];
  try {
    await run('mvn', args, { maxBuffer: 16 * 1024 * 1024 });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    const output = (stdout + stderr).trim().split('\n').slice(0, 8).join('\n');
    throw unavailable('kafka.not-fetched', `Maven could not fetch Kafka:\n${output}`, { cause: error });
  }
}
