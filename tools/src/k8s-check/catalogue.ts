import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as domainEvents from '@shop/domain-events';
import { allEvents, deadLetterTopic } from '@shop/domain-events';
import type { EventDefinition } from '@shop/domain-events';
import type { ServiceName } from '@shop/kernel';
import { sourceFiles } from '../checks/source-files.js';
import { repositoryRoot } from '../infrastructure/repository.js';

const unique = (texts: readonly string[]): readonly string[] => [...new Set(texts)].sort();

/** All topics of events. */
export const eventTopics = (): readonly string[] => unique(allEvents().map(({ topic }) => topic));

export const topicsPublishedBy = (service: ServiceName): readonly string[] =>
  unique(allEvents().flatMap(({ from, topic }) => (from === service ? topic : [])));

/** The topics of the events that a service has handlers for, read from its consumers. */
export function topicsConsumedBy(service: ServiceName): readonly string[] {
  const files = sourceFiles(`apps/${service}/src`).filter((path) => path.endsWith('.consumers.ts'));
  const text = files.map((path) => readFileSync(join(repositoryRoot, path), 'utf8')).join('\n');
  const handled = [...text.matchAll(/@EventPattern<string>\((\w+)\.type\)/g)].flatMap(([, name]) => name ?? []);
  return unique(handled.flatMap((name) => definitionOf(name)?.topic ?? []));
}

function definitionOf(exportName: string): EventDefinition | undefined {
  return (domainEvents as unknown as Record<string, EventDefinition | undefined>)[exportName];
}

/**
 * What a service does with Kafka, as `topic shop.orders Read`; each of these it needs, and it needs nothing else.
 * - Describe, of every topic: at its start a service looks whether all are there, and would try to make what it cannot see.
 * - Write, of what it publishes, and of what it hears: a redriven dead letter goes back into its topic.
 * - Only who hears something has a group, and dead letters.
 */
export function rightsOf(service: ServiceName): readonly string[] {
  const [published, consumed, letters] = [
    topicsPublishedBy(service),
    topicsConsumedBy(service),
    deadLetterTopic(service),
  ];
  const ofConsumer = [
    `group ${service} Read`,
    ...['Describe', 'Read', 'Write'].map((operation) => `topic ${letters} ${operation}`),
    ...consumed.map((topic) => `topic ${topic} Read`),
  ];
  return unique([
    ...eventTopics().map((topic) => `topic ${topic} Describe`),
    ...[...published, ...consumed].map((topic) => `topic ${topic} Write`),
    ...(consumed.length === 0 ? [] : ofConsumer),
  ]);
}
