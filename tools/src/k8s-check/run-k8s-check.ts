import { isAppError } from '@shop/kernel';
import { checkOverlays } from './check-overlays.js';
import { describeFault } from './fault.js';
import { overlayNames, renderOverlay } from './render-overlays.js';
import { SchemaCheck } from './schemas/schema-check.js';
import { fetchSchemas, kustomize, schemaFolder } from './sources/fetch-schemas.js';

/** `npm run k8s:check`: renders every overlay and prints all that is wrong with them. @returns the exit code */
export async function runK8sCheck(env: NodeJS.ProcessEnv): Promise<number> {
  try {
    const missing = await fetchSchemas((line) => console.error(line));
    if (missing !== undefined) return skip(missing, env);
    return await check();
  } catch (error) {
    if (!isAppError(error)) throw error;
    console.error(error.message);
    return 1;
  }
}

function skip(missing: string, env: NodeJS.ProcessEnv): number {
  console.error(`Skipped: ${missing}. On Debian: ${howToInstall}`);
  return env['CI'] === 'true' ? 1 : 0;
}

export const howToInstall = 'apt-get install golang-go default-jre-headless maven python3-pip';

async function check(): Promise<number> {
  const program = await kustomize();
  const overlays = await Promise.all(overlayNames().map((name) => renderOverlay(name, program)));
  const faults = checkOverlays(overlays, SchemaCheck.from(schemaFolder));
  for (const fault of faults) console.log(describeFault(fault));
  const objects = overlays.map(({ name, manifests }) => `${name} ${manifests.length}`).join(', ');
  console.log(`${faults.length === 0 ? 'All is well' : `${faults.length} faults`} (objects: ${objects}).`);
  return faults.length === 0 ? 0 : 1;
}
