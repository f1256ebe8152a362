import { existsSync, readdirSync } from 'node:fs';
import preset from './jest.preset.mjs';

const at = (path) => new URL(path, import.meta.url);
const inFolder = (folder) => readdirSync(at(`./${folder}`)).map((name) => `${folder}/${name}`);
const withTests = (project) => existsSync(at(`./${project}/jest.config.mjs`));

/** Everything but the end-to-end suite, which needs a whole shop and gets a run of its own (tools/src/test.ts). */
const projects = [...inFolder('libs'), ...inFolder('apps'), 'tools'].filter(
  (project) => withTests(project) && project !== 'apps/shop-e2e',
);

export default {
  projects: projects.map((project) => `<rootDir>/${project}`),
  // Of several projects Jest takes this from here, of one alone from the preset.
  testTimeout: preset.testTimeout,
};
