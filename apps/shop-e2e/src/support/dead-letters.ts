import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import type { DeadLetter } from '@shop/api-contracts';
import { asAdmin } from './client.js';
import { eventually } from './eventually.js';
import { shop } from './shop.js';

const root = resolve(__dirname, '../../../..');

export interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** `npm run dlq -- ARGS`, without npm: as a process of its own, asking the shop of this run. */
export function dlq(...args: readonly string[]): Promise<Said> {
  const command = [resolve(root, 'tools/dist/dlq.js'), ...args, '--url', shop().gateway];
  return new Promise((done) => {
    execFile(process.execPath, command, { cwd: root }, (error, stdout, stderr) => {
      done({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr });
    });
  });
}

/** The open letter of a service that is about this event or order, as soon as there is one. */
export function openLetter(service: DeadLetter['service'], about: string): Promise<DeadLetter> {
  return eventually(`${service} has a dead letter about ${about}`, async () =>
    (await openLetters(service)).find(({ eventId, correlationId }) => [eventId, correlationId].includes(about)),
  );
}

export async function openLetters(service: DeadLetter['service']): Promise<readonly DeadLetter[]> {
  const admin = await asAdmin();
  const path = `/admin/dead-letters?status=open&service=${service}&limit=100`;
  return (await admin.get<{ items: readonly DeadLetter[] }>(path)).body.items;
}
