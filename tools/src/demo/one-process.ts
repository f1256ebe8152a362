import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { repositoryRoot } from '../infrastructure/repository.js';

interface RunningService {
  readonly name: string;
  readonly stop: () => Promise<void>;
}

interface StartModule {
  readonly start: (env: NodeJS.ProcessEnv) => Promise<RunningService>;
}

/**
 * The whole shop in this process: `node one-process.js FILE`, FILE being `{"order-service": {environment}, …}`. An app is found
 * by its path, not imported by name: no package may depend on an app.
 */
const [file = ''] = process.argv.slice(2);
const environments = JSON.parse(await readFile(file, 'utf8')) as Record<string, NodeJS.ProcessEnv>;

const stop = oncePossible();
const running = await Promise.all(Object.entries(environments).map(([name, env]) => startApp(name, env)));
await stop;
await stopGatewayFirst(running);
process.exit(0);

async function startApp(name: string, env: NodeJS.ProcessEnv): Promise<RunningService> {
  const path = join(repositoryRoot, 'apps', name, 'dist/start.js');
  const { start } = (await import(pathToFileURL(path).href)) as StartModule;
  return { name, stop: (await start(env)).stop };
}

/** A signal that arrives while the services are still starting is kept until they can be stopped. */
function oncePossible(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve());
  });
}

/** No new work comes in while the services drain. */
async function stopGatewayFirst(services: readonly RunningService[]): Promise<void> {
  await services.find(({ name }) => name === 'api-gateway')?.stop();
  await Promise.all(services.filter(({ name }) => name !== 'api-gateway').map((service) => service.stop()));
}
