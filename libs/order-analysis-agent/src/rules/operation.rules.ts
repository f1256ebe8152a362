import type { CircuitFact } from '../facts/fact.js';
import { plainText } from '../tools/tell.js';
import type { CaseFile } from './case-file.js';
import { found, nothing } from './finding.js';
import type { Rule } from './finding.js';
import { awaitedBy, callerOf } from './steps.js';
import { counted, listed, serviceText } from './wording.js';

/** It ended because there was too little, and now there is enough for every line. */
export const restocked: Rule = ({ order, stock }) => {
  if (order.cancellation?.reason !== 'out_of_stock' || order.status !== 'cancelled') return nothing;
  const levels = order.items.map((item) => ({ ...item, level: stock.find(({ sku }) => sku === item.sku) }));
  if (!levels.every(({ level, quantity }) => level && level.available >= quantity)) return nothing;
  const told = levels.map(({ sku, quantity, level }) => `${sku}: ${quantity} wanted, ${level?.available} there`);
  const evidence = levels.flatMap(({ level }) => (level ? [level.evidence] : []));
  return found('restocked', 'info', `There is enough again (${told.join('; ')}).`, [...new Set(evidence)]);
};

/** Messages about the order that a service could not handle, and nobody has dealt with. */
export const deadLetter: Rule = (file) => {
  const open = file.deadLetters.filter(({ status }) => status === 'open');
  const [first] = open;
  if (!first) return nothing;
  const services = listed([...new Set(open.map(({ service }) => service))]);
  const detail = `${counted(open.length, 'message')} could not be handled by ${services}: ${plainText(first.error, 200)}`;
  return found(
    'dead_letter',
    'critical',
    detail,
    open.map(({ evidence }) => evidence),
  );
};

/** Somebody outside is down whom the order waits for. What is open elsewhere has nothing to do with this order. */
export const circuitOpen: Rule = (file) => {
  const open = openCircuits(file);
  if (open.length === 0) return nothing;
  const told = open.map((circuit) => `${circuit.name} (asked by ${serviceText(callerOf(circuit))})`);
  const detail = `${listed(told)} ${open.length === 1 ? 'does' : 'do'} not answer; the calls are held back.`;
  return found(
    'circuit_open',
    'critical',
    detail,
    open.map(({ evidence }) => evidence),
  );
};

function openCircuits(file: CaseFile): readonly CircuitFact[] {
  const awaited = awaitedBy(file);
  return file.circuits.filter((circuit) => circuit.state !== 'closed' && awaited.includes(callerOf(circuit)));
}
