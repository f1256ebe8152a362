import { docker, dockerJson } from './docker.js';
import type { RunningContainer } from './compose-shop.js';

const MIB: Readonly<Record<string, number>> = { B: 1 / 2 ** 20, KiB: 1 / 2 ** 10, MiB: 1, GiB: 2 ** 10 };

/** MiB that each container holds, the page cache left out, as `docker stats` counts; of replicas the largest. */
export async function memoryUse(containers: readonly RunningContainer[]): Promise<ReadonlyMap<string, number>> {
  const ids = containers.map(({ id }) => id);
  const stats = await dockerJson<{ ID: string; MemUsage: string }>([
    'stats',
    '--no-stream',
    '--format',
    'json',
    ...ids,
  ]);
  const used = new Map<string, number>();
  for (const { ID, MemUsage } of stats) {
    const { service } = containers.find(({ id }) => id.startsWith(ID)) ?? {};
    if (service !== undefined) used.set(service, Math.max(used.get(service) ?? 0, mebibytes(MemUsage)));
  }
  return used;
}

/** Of `86.65MiB / 384MiB` the first. */
function mebibytes(text: string): number {
  const [, amount = 'NaN', unit = ''] = /^([\d.]+)([A-Za-z]+)/.exec(text) ?? [];
  return Math.round(Number(amount) * (MIB[unit] ?? NaN));
}

/** MB of each image, and how much of that is not in the image that it is built on. */
export async function imageSizes(images: readonly string[], base: string): Promise<ReadonlyMap<string, string>> {
  const sizes = await Promise.all([base, ...images].map(sizeOf));
  const [ofBase = 0] = sizes;
  return new Map(
    images.map((image, index) => {
      const size = sizes[index + 1] ?? 0;
      return [image, image.startsWith('shop/') ? `${size} MB, ${size - ofBase} above ${base}` : `${size} MB`] as const;
    }),
  );
}

async function sizeOf(image: string): Promise<number> {
  return Math.round(Number(await docker(['image', 'inspect', '--format', '{{.Size}}', image])) / 1e6);
}

const ASK = `fetch('http://127.0.0.1:9464/metrics').then((r) => r.text()).then((t) => process.stdout.write(t))`;
const PLACED = /^http_server_request_duration_seconds_count\{[^}]*method="POST"[^}]*route="\/orders"[^}]*\} (\d+)$/gm;

/** How many orders were placed through that one replica, by its own metrics. */
export async function placedThrough({ id }: RunningContainer): Promise<number> {
  const text = await docker(['exec', id, 'node', '-e', ASK]);
  return [...text.matchAll(PLACED)].reduce((sum, [, count]) => sum + Number(count), 0);
}
