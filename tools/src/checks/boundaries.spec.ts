import { execFile } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../infrastructure/repository.js';

interface Probe {
  /** What the planted file does; the name of the test. */
  readonly does: string;
  readonly file: string;
  readonly source: string;
  /** The rule that must object, or nothing if none may. */
  readonly rule?: string;
}

const boundaries = '@nx/enforce-module-boundaries';
const purity = 'no-restricted-imports';

const probes: readonly Probe[] = [
  {
    does: 'lets the domain import the kernel',
    file: 'apps/order-service/src/domain/planted-good.ts',
    source: `import '@shop/kernel';`,
  },
  {
    does: 'lets an app import any lib',
    file: 'apps/order-service/src/planted-good.ts',
    source: `import '@shop/messaging';\nimport '@shop/saga';`,
  },
  {
    does: 'keeps the kernel from importing messaging',
    file: 'libs/kernel/src/planted.ts',
    source: `import '@shop/messaging';`,
    rule: boundaries,
  },
  {
    does: 'keeps the kernel from importing a database',
    file: 'libs/kernel/src/planted-external.ts',
    source: `import 'pg';`,
    rule: boundaries,
  },
  {
    does: 'keeps one piece of infrastructure from importing another',
    file: 'libs/saga/src/planted.ts',
    source: `import '@shop/messaging';`,
    rule: boundaries,
  },
  {
    does: 'lets the operator API put messaging and platform together',
    file: 'libs/operator-api/src/planted-good.ts',
    source: `import '@shop/messaging';\nimport '@shop/platform';`,
  },
  {
    does: 'keeps messaging from importing the operator API',
    file: 'libs/messaging/src/planted-operations.ts',
    source: `import '@shop/operator-api';`,
    rule: boundaries,
  },
  {
    does: 'lets the tests of a service use the fixture',
    file: 'apps/order-service/src/testing/planted-good.ts',
    source: `import '@shop/service-testing';`,
  },
  {
    does: 'keeps what runs from importing the fixture of the tests',
    file: 'apps/order-service/src/planted-fixture.ts',
    source: `import '@shop/service-testing';`,
    rule: purity,
  },
  {
    does: 'keeps what runs from importing what a lib has for tests',
    file: 'apps/order-service/src/planted-testing.ts',
    source: `import '@shop/messaging/testing';`,
    rule: purity,
  },
  {
    does: "keeps a lib from importing another one's files past its door",
    file: 'libs/messaging/src/planted.ts',
    source: `import '../../kernel/src/errors.js';`,
    rule: boundaries,
  },
  {
    does: 'keeps an app from importing another by its name',
    file: 'apps/payment-service/src/planted-name.ts',
    source: `import '@shop/order-service';`,
    rule: boundaries,
  },
  {
    does: 'keeps an app from importing another by a path',
    file: 'apps/payment-service/src/planted-path.ts',
    source: `import '../../order-service/src/order.links.js';`,
    rule: boundaries,
  },
  {
    does: 'keeps the tools from importing an app',
    file: 'tools/src/checks/planted.ts',
    source: `import '@shop/order-service';`,
    rule: boundaries,
  },
  {
    does: 'keeps the domain from importing messaging',
    file: 'apps/order-service/src/domain/planted-lib.ts',
    source: `import '@shop/messaging';`,
    rule: purity,
  },
  {
    does: 'keeps the domain from importing the rest of its service',
    file: 'apps/order-service/src/domain/planted-outside.ts',
    source: `import '../order.store.js';`,
    rule: purity,
  },
  {
    does: 'keeps the domain from reading files or the network',
    file: 'apps/order-service/src/domain/planted-node.ts',
    source: `import 'node:fs';`,
    rule: purity,
  },
  {
    does: 'keeps a service from reading the environment past its config',
    file: 'apps/order-service/src/planted-env.ts',
    source: `export const port = process.env['PORT'];`,
    rule: 'no-restricted-properties',
  },
];

interface LintResult {
  readonly filePath: string;
  readonly messages: readonly { readonly ruleId: string | null; readonly message: string }[];
}

/** A process of its own: Jest's CommonJS mode cannot load the config, which is an ES module. */
function lint(files: readonly string[]): Promise<readonly LintResult[]> {
  const eslint = join(repositoryRoot, 'node_modules/eslint/bin/eslint.js');
  const options = { cwd: repositoryRoot, env: { ...process.env, NX_DAEMON: 'false' }, maxBuffer: 16 * 1024 * 1024 };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [eslint, '--format', 'json', ...files], options, (error, stdout, stderr) => {
      if (stdout.startsWith('[')) resolve(JSON.parse(stdout) as LintResult[]);
      else reject(new Error(`ESLint has failed: ${stderr || stdout}`, { cause: error }));
    });
  });
}

describe('the boundaries that architecture.md draws, held by lint', () => {
  let results: readonly LintResult[] = [];

  beforeAll(async () => {
    for (const { file, source } of probes) writeFileSync(join(repositoryRoot, file), `${source}\n`);
    try {
      results = await lint(probes.map(({ file }) => file));
    } finally {
      for (const { file } of probes) rmSync(join(repositoryRoot, file), { force: true });
    }
  }, 120_000);

  it.each(probes.map((probe) => [probe.does, probe] as const))('%s', (_, { file, rule }) => {
    const result = results.find(({ filePath }) => filePath === join(repositoryRoot, file));
    expect(result?.messages.map(({ ruleId }) => ruleId)).toEqual(rule ? [rule] : []);
  });
});
