import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('.', import.meta.url));
const swc = JSON.parse(readFileSync(new URL('./.swcrc', import.meta.url), 'utf8'));

/** Packages that ship only ES modules: Jest runs in CommonJS mode, so these must be transformed (ADR 0002). */
function esmPackages(dir, found = new Set()) {
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    if (!entry.isDirectory() || entry.name === '.bin') continue; // workspace symlinks are not directories: skipped
    const path = `${dir}/${entry.name}`;
    if (entry.name.startsWith('@')) {
      esmPackages(path, found);
      continue;
    }
    try {
      const manifest = JSON.parse(readFileSync(`${path}/package.json`, 'utf8'));
      if (manifest.type === 'module') found.add(manifest.name);
    } catch {
      continue;
    }
    try {
      esmPackages(`${path}/node_modules`, found);
    } catch {
      /* none nested */
    }
  }
  return found;
}

/** CommonJS, but with an `import()` inside, which there is no way to run but as what SWC makes of it. */
const importing = ['@opentelemetry/otlp-exporter-base'];

const esm = [...esmPackages(`${root}node_modules`), ...importing].map((name) => name.replace('.', '\\.'));

export default {
  id: 'shop', // one transform cache for all projects
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['@shop/source', 'node', 'node-addons'] },
  testMatch: ['<rootDir>/src/**/*.spec.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/out-tsc'],
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.(?:ts|m?js)$': ['@swc/jest', { ...swc, $schema: undefined, swcrc: false, module: { type: 'commonjs' } }],
  },
  transformIgnorePatterns: [`/node_modules/(?!(?:${esm.join('|')})/)`],
  setupFiles: ['reflect-metadata'],
  // Five seconds, the default, are too few for a test with a database on a machine that is busy with others.
  testTimeout: 20_000,
  coverageProvider: 'v8',
  collectCoverageFrom: ['src/**/*.ts', '!src/**/*.spec.ts', '!src/main.ts'],
  coverageDirectory: '<rootDir>/coverage',
};
