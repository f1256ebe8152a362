import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { repositoryRoot } from '../infrastructure/repository.js';

export const prometheusFolder = join(repositoryRoot, 'observability/prometheus');

export interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity?: string };
  readonly annotations: Readonly<Record<string, string>>;
}

interface Recording {
  readonly record: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
}

interface RuleFile {
  readonly groups: readonly { readonly name: string; readonly rules: readonly (Alert | Recording)[] }[];
}

/** One look of a test at an alert. */
export interface AlertTest {
  readonly alertname: string;
  readonly exp_alerts?: readonly { readonly exp_labels: { readonly severity?: string } }[];
}

interface TestFile {
  readonly tests: readonly {
    readonly alert_rule_test?: readonly AlertTest[];
    readonly promql_expr_test?: readonly { readonly expr: string; readonly exp_samples?: readonly object[] }[];
  }[];
}

export const ruleFiles = (): readonly string[] => yamlFiles('rules');
export const testFiles = (): readonly string[] => yamlFiles('tests');

function rules(): readonly (Alert | Recording)[] {
  return ruleFiles().flatMap((file) => read<RuleFile>(file).groups.flatMap((group) => group.rules));
}

/** Several may have one name: a page and a ticket. */
export function alerts(): readonly Alert[] {
  return rules().flatMap((rule) => ('alert' in rule ? rule : []));
}

/** Name → what it is computed by; several where labels tell them apart. */
export function recordings(): readonly Recording[] {
  return rules().flatMap((rule) => ('record' in rule ? rule : []));
}

/** Every test, whatever the file. */
export function ruleTests(): TestFile['tests'] {
  return testFiles().flatMap((file) => read<TestFile>(file).tests);
}

function yamlFiles(folder: string): readonly string[] {
  return readdirSync(join(prometheusFolder, folder)).map((name) => join(prometheusFolder, folder, name));
}

function read<T>(file: string): T {
  return parse(readFileSync(file, 'utf8')) as T;
}
