import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writePrivately } from '../infrastructure/postgres-home.js';
import type { RunningProcess } from '../infrastructure/supervisor.js';

/** DIR/demo.json: tells other tools where everything of a running demo is. */
export interface DemoFile {
  readonly gateway: string;
  readonly bus: 'kafka' | 'memory';
  /** Comma list, as in KAFKA_BROKERS; null with the memory bus. */
  readonly kafkaBrokers: string | null;
  /** Service name → URL of its database, as its own role. */
  readonly databases: Readonly<Record<string, string>>;
  /** Answers with the mails that customers got, newest first. */
  readonly mail: string;
  /** A maildev's address, where the mails are in place of `mail`: of a shop in containers. */
  readonly mailbox?: string;
  /** With --one-process the services share a pid. A container has a port only if it is published. */
  readonly processes: readonly (Omit<RunningProcess, 'port'> & { readonly port: number | null })[];
}

/** Atomic, and for our eyes only: the URLs hold passwords. */
export function writeDemoFile(directory: string, content: DemoFile): void {
  writePrivately(join(directory, 'demo.json'), `${JSON.stringify(content, null, 2)}\n`);
}

export function readDemoFile(directory: string): DemoFile {
  return JSON.parse(readFileSync(join(directory, 'demo.json'), 'utf8')) as DemoFile;
}

/** A demo that has stopped is nowhere. */
export function removeDemoFile(directory: string): void {
  rmSync(join(directory, 'demo.json'), { force: true });
}
