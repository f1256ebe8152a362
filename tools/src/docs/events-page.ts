import { allEvents } from '@shop/domain-events';
import type { EventDefinition } from '@shop/domain-events';
import { code, fence, generatedNotice, table } from './markdown.js';
import { fieldsOf } from './schema-fields.js';

/** docs/events.md: every public event, from the catalogue. */
export function eventsPage(): string {
  // The order of the catalogue is that of a module's exports, which ES modules sort and a test's CommonJS does not.
  const events = [...allEvents()].sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
  return `${[introduction, overview(events), envelope, ...events.map(section)].join('\n\n')}\n`;
}

const sortKey = ({ topic, type }: EventDefinition) => `${topic} ${type}`;

const introduction = `${generatedNotice}

# Events

What the services tell each other, on Kafka. One value in \`libs/domain-events/src/events\` declares each of them. Delivery is at least once
and in order per key; consumers must bear the same event twice, and any order between topics.`;

function overview(events: readonly EventDefinition[]): string {
  const rows = events.map(({ type, from, topic, key, summary }) => [
    `[${code(type)}](#${type.replaceAll('.', '')})`,
    from,
    code(topic),
    code(key),
    summary,
  ]);
  return table(['type', 'from', 'topic', 'key', 'means'], rows);
}

const envelope = `## The envelope

CloudEvents 1.0, Kafka protocol binding, binary mode: the attributes are headers, the value is the data alone.

${table(
  ['header', 'holds'],
  [
    [code('ce_specversion'), code('1.0')],
    [code('ce_id'), 'the id of the event, the same in every copy: consumers remember it'],
    [code('ce_source'), `${code('/shop/order-service')}: who published it`],
    [code('ce_type'), 'the type, with its version'],
    [code('ce_subject'), "the aggregate's id"],
    [code('ce_time'), 'when it was decided, RFC 3339 in UTC'],
    [code('content-type'), code('application/json')],
    [code('ce_correlationid'), 'the order id for everything in the life of an order'],
    [code('ce_causationid'), 'the id of the event, request or intent that led to it'],
    [code('traceparent'), 'W3C trace context; may be missing'],
  ],
)}`;

function section(definition: EventDefinition): string {
  const { type, summary, from, topic, key, schema, example } = definition;
  const fields = fieldsOf(schema).map((field) => [code(field.path), field.type]);
  return [
    `## ${type}`,
    summary,
    `From **${from}**, on ${code(topic)}, keyed by ${code(key)}.${versions(definition)}`,
    table(['field', 'type'], fields),
    fence('json', JSON.stringify(example, null, 2)),
  ].join('\n\n');
}

function versions({ version, previous }: EventDefinition): string {
  if (version === 1) return '';
  let oldest = version;
  for (let at = previous; at; at = at.previous) oldest--;
  return ` Versions from ${oldest} on are still read.`;
}
