import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { isAppError } from '@shop/kernel';
import { FakeMessagesApi, readScenario } from '@shop/order-analysis-agent/testing';
import { parseFakeModelOptions } from './fake-model-options.js';
import { runFakeModel } from './run-fake-model.js';

const scenarios = resolve(__dirname, 'scenarios');
const files = readdirSync(scenarios);

function refusalOf(...args: readonly string[]): string {
  try {
    parseFakeModelOptions(args);
    return 'none';
  } catch (error) {
    return isAppError(error) ? `${error.kind}: ${error.message}` : String(error);
  }
}

describe('the fake model as a process', () => {
  it('plays the plausible analyst on port 4010 if nothing is said', () => {
    expect(parseFakeModelOptions([])).toMatchObject({ port: 4010, scenario: { name: 'plausible analyst' } });
  });

  it.each(files)('has a scenario %s that can be played, and says what it is for', async (file) => {
    const scenario = readScenario(join(scenarios, file));
    expect(scenario.about).toBeTruthy();
    await (await FakeMessagesApi.start({ scenario })).stop();
  });

  it.each([
    [['--port', 'x'], /^invalid: --port takes a number up to 65535, not "x"\.$/],
    [['--frob'], /^invalid: Unknown option '--frob'\. Usage: /],
    [['extra'], /^invalid: .*Usage: /],
    [['--scenario', '/nowhere.json'], /^invalid: \/nowhere\.json is no scenario: .*ENOENT/],
  ])('refuses %j in one sentence', (args, sentence) => {
    expect(refusalOf(...args)).toMatch(sentence);
    expect(refusalOf(...args)).not.toContain('\n');
  });

  it('refuses a file that is no scenario, and says where it is wrong', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'fake-model-')), 'wrong.json');
    writeFileSync(file, '{ "name": "x", "turns": [{ "answer": { "txt": "x" } }] }');
    expect(refusalOf('--scenario', file)).toMatch(/wrong\.json is no scenario: .*txt/);
    writeFileSync(file, '{');
    expect(refusalOf('--scenario', file)).toMatch(/wrong\.json is no scenario: SyntaxError/);
  });

  it('ends with 1 when its port is taken', async () => {
    const api = await FakeMessagesApi.start();
    expect(await runFakeModel(['--port', new URL(api.url).port])).toBe(1);
    await api.stop();
  });
});
