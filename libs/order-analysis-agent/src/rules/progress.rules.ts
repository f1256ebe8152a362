import { found, nothing } from './finding.js';
import type { Rule } from './finding.js';
import { awaitedBy, evidenceOf, isRunning, nameOf, quietFor, stepOf } from './steps.js';
import { durationText, listed, serviceText } from './wording.js';

const STUCK_AFTER_MS = 60_000;
const SLOW_AFTER_MS = 30_000;

/** Where an order stands that nothing is wrong with. One that is being cancelled has its cause instead. */
export const wayOfTheOrder: Rule = (file) => {
  const { order, timeline } = file;
  switch (order.status) {
    case 'placed':
    case 'stock_reserved':
    case 'paid':
      if (quietFor(file) > STUCK_AFTER_MS) return nothing;
      return found('in_progress', 'info', `The order is on its way: ${waitsFor(awaitedBy(file))}.`, [
        timeline.at(-1)?.evidence ?? order.evidence,
      ]);
    case 'confirmed':
      return found('completed', 'info', 'The order is confirmed.', evidenceOf(file, 'order.confirmed'));
    case 'shipped':
      return found('completed', 'info', 'The parcel is on its way.', evidenceOf(file, 'shipment.dispatched'));
    case 'delivered':
      return found('completed', 'info', 'The parcel has been delivered.', evidenceOf(file, 'shipment.delivered'));
    case 'cancelling':
    case 'cancelled':
      return nothing;
  }
};

/** Nothing has happened for more than a minute, on the way forwards or back. */
export const stuck: Rule = (file) => {
  const quiet = quietFor(file);
  if (!isRunning(file) || quiet <= STUCK_AFTER_MS) return nothing;
  const last = file.timeline.at(-1);
  const lastly = last ? `; the last was ${nameOf(last.event)} of ${last.service}` : '';
  const detail = `Nothing has happened for ${durationText(quiet)}${lastly}. ${capital(waitsFor(awaitedBy(file)))}.`;
  return found('stuck', 'critical', detail, [...(last ? [last.evidence] : []), file.order.evidence]);
};

/** Whoever asked had to wait for more than half a minute until it was confirmed, or was not to be. */
export const slow: Rule = (file) => {
  const end = stepOf(file, 'order.confirmed') ?? stepOf(file, 'order.cancelled');
  const took = end ? Date.parse(end.at) - Date.parse(file.order.placedAt) : 0;
  if (!end || took <= SLOW_AFTER_MS) return nothing;
  const outcome = nameOf(end.event) === 'order.confirmed' ? 'confirmed' : 'cancelled';
  const detail = `It took ${durationText(took)} until the order was ${outcome}.`;
  return found('slow', 'warning', detail, [end.evidence, file.order.evidence]);
};

function waitsFor(services: readonly string[]): string {
  return services.length === 0 ? 'all have answered' : `it waits for ${listed(services.map(serviceText))}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
