import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const infrastructure = ['postgres.log', 'kafka.log'];

function folder(): string {
  return join(process.env['SHOP_DATA'] ?? '', 'logs');
}

/** A shop in containers writes its logs elsewhere. */
export function hasLogFiles(): boolean {
  return existsSync(folder());
}

/** Every line that the shop's own processes have written so far, by process. */
export function logLines(): ReadonlyMap<string, readonly string[]> {
  const files = readdirSync(folder()).filter((file) => file.endsWith('.log') && !infrastructure.includes(file));
  return new Map(files.map((file) => [file, readFileSync(join(folder(), file), 'utf8').split('\n').filter(Boolean)]));
}
