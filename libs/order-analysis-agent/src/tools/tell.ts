import { cleanText, isPersonalName, isSecretName } from '@shop/kernel';
import { withoutContacts } from './without-contacts.js';
import type { ToolOutput } from './tool-output.js';

/** Anything that can be cited. */
export interface Cited {
  readonly evidence: string;
}

/** What a tool's `data` looks like, whatever was asked. */
export interface Told {
  /** Each with its `evidence`. */
  readonly facts: readonly Cited[];
  /** Why there are none, or not all. */
  readonly note: string | null;
}

const MAX_FACTS = 50;
/** Of all facts together, as JSON: some 2,000 tokens. */
const MAX_CHARACTERS = 8_000;

interface Bounds {
  readonly text: number;
  readonly list: number;
  readonly depth: number;
}

const usual: Bounds = { text: 300, list: 50, depth: 5 };
/** For a single fact that would not fit otherwise: rather its outline than nothing. */
const tight: Bounds = { text: 60, list: 10, depth: 3 };

/**
 * Makes a tool's answer of facts: free text cleaned and cut, 50 facts and 8,000 characters at most, and a note that says so when
 * some were left out. The first facts stay, so give them in the order of their worth.
 */
export function tell(facts: readonly Cited[], note?: string): ToolOutput {
  const shown: Cited[] = [];
  let room = MAX_CHARACTERS;
  for (const fact of facts.slice(0, MAX_FACTS)) {
    const told = fitting(fact);
    room -= JSON.stringify(told).length;
    if (room < 0) break;
    shown.push(told);
  }
  const left = facts.length - shown.length;
  const cut = left > 0 ? `Cut: ${shown.length} of ${facts.length} are shown.` : undefined;
  const data: Told = { facts: shown, note: [note, cut].filter(Boolean).join(' ') || null };
  return { data, evidence: shown.map(({ evidence }) => evidence) };
}

/** A text that somebody else wrote, as it may be shown: without secrets, contacts and invisible characters, and cut short. */
export function plainText(text: string, maxLength: number): string {
  // First what cannot be seen, for it may stand in the middle of what must not be.
  const visible = text
    .replace(/\p{Cf}/gu, '')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
  const clean = withoutContacts(cleanText(visible));
  return clean.length <= maxLength ? clean : `${clean.slice(0, maxLength - 1)}…`;
}

function fitting(fact: Cited): Cited {
  const told = bounded(fact, usual);
  if (JSON.stringify(told).length <= MAX_CHARACTERS) return told;
  const outline = bounded(fact, tight);
  return JSON.stringify(outline).length <= MAX_CHARACTERS ? outline : { evidence: fact.evidence };
}

/** `evidence` stays as it is: it must be found again when it is cited. */
function bounded(fact: Cited, bounds: Bounds): Cited {
  return { ...(tidy({ ...fact }, bounds, 0) as object), evidence: fact.evidence };
}

function tidy(value: unknown, bounds: Bounds, depth: number): unknown {
  if (typeof value === 'string') return plainText(value, bounds.text);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === bounds.depth) return '…';
  if (Array.isArray(value)) {
    const kept = value.slice(0, bounds.list).map((item) => tidy(item, bounds, depth + 1));
    return value.length > bounds.list ? [...kept, `… and ${value.length - bounds.list} more`] : kept;
  }
  const fields = Object.entries(value).filter(([name, of]) => mayBeTold(name, of));
  const named = fields.slice(0, bounds.list).map(([name, of]) => [plainText(name, 60), tidy(of, bounds, depth + 1)]);
  return Object.fromEntries(named);
}

/** The types of facts have no such fields; the data of an event, which is open, must not bring them in. A count names nobody. */
function mayBeTold(name: string, value: unknown): boolean {
  return typeof value === 'number' || !(isPersonalName(name) || isSecretName(name));
}
