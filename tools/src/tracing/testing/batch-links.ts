import type { ReceivedSpan } from '@shop/telemetry/testing';
import { byId } from './told-trace.js';

/**
 * What is wrong with the links of a trace, in words; nothing where batches meet as they should: every commit and its transactions link
 * to each other, every message made is linked to by a send, and each link leads to a span that there is.
 * @param all spans that were received: a batch may stand in another trace
 */
export function linkFaults(trace: readonly ReceivedSpan[], all: readonly ReceivedSpan[]): readonly string[] {
  const known = byId(all);
  const sends = all.filter(({ name }) => /^send( shop\.|$)/.test(name));
  return trace.flatMap((span) => {
    const lost = span.links.filter(({ spanId }) => !known.has(spanId)).map(() => `${span.name}: a link leads nowhere`);
    if (span.name === 'commit') return [...lost, ...commitFaults(span, known)];
    if (span.kind === 'producer') return [...lost, ...createFaults(span, sends)];
    return lost;
  });
}

function commitFaults(commit: ReceivedSpan, known: ReadonlyMap<string, ReceivedSpan>): readonly string[] {
  const transactions = commit.links.flatMap(({ spanId }) => known.get(spanId) ?? []);
  if (transactions.length === 0) return [`${commit.service} commit: no transaction`];
  return transactions.flatMap((transaction) => {
    const isOurs = transaction.name === `TRANSACTION ${commit.service.replace('-', '_')}`;
    const linksBack = transaction.links.some(({ spanId }) => spanId === commit.spanId);
    return isOurs && linksBack ? [] : [`${commit.service} commit: ${transaction.name} is not its transaction`];
  });
}

function createFaults(create: ReceivedSpan, sends: readonly ReceivedSpan[]): readonly string[] {
  const sent = sends.filter(({ links }) => links.some(({ spanId }) => spanId === create.spanId));
  if (sent.length === 0) return [`${create.service} ${create.name}: never sent`];
  const strange = sent.filter(({ service, kind }) => service !== create.service || kind !== 'client');
  return strange.map(({ service }) => `${create.service} ${create.name}: sent by ${service}`);
}
