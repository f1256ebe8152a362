import type { Finding, FindingCode } from '@shop/api-contracts';

interface Meaning {
  readonly meaning: string;
  readonly severity: Finding['severity'];
}

/** What each code says, and how much it usually matters: for the model's prompt and for people. The rules keep to it, too. */
export const findingCodes: Readonly<Record<FindingCode, Meaning>> = {
  in_progress: { severity: 'info', meaning: 'The saga runs, and nothing is wrong with it.' },
  completed: { severity: 'info', meaning: 'The order is confirmed, shipped or delivered.' },
  out_of_stock: {
    severity: 'warning',
    meaning: 'It is being cancelled, or was, because there was too little in stock.',
  },
  payment_declined: {
    severity: 'warning',
    meaning: 'It is being cancelled, or was, because the payment was declined.',
  },
  undeliverable: {
    severity: 'warning',
    meaning: 'It is being cancelled, or was, because the carrier does not deliver there.',
  },
  timed_out: { severity: 'critical', meaning: 'It is being cancelled, or was, because it was not confirmed in time.' },
  customer_request: { severity: 'info', meaning: 'It is being cancelled, or was, because somebody asked for it.' },
  stuck: { severity: 'critical', meaning: 'A running saga in which nothing has happened for more than 60 seconds.' },
  slow: { severity: 'warning', meaning: 'From placed to confirmed, or cancelled, it took more than 30 seconds.' },
  compensation_unfinished: {
    severity: 'warning',
    meaning:
      'It is being cancelled, and a service has not undone its part yet: say which. Critical after 60 silent seconds.',
  },
  compensated: { severity: 'info', meaning: 'It is cancelled, and all that had been done is undone.' },
  payment_retried: { severity: 'info', meaning: 'The payment provider had to be asked more than once.' },
  refunded: { severity: 'info', meaning: 'All of the money was given back as goodwill; the order stands.' },
  partially_refunded: {
    severity: 'info',
    meaning: 'A part of the money was given back as goodwill; the order stands.',
  },
  shipment_delayed: {
    severity: 'warning',
    meaning: 'Confirmed and not dispatched for 48 hours, or in transit for 7 days.',
  },
  restocked: { severity: 'info', meaning: 'It ended out of stock, and now there is enough for every line.' },
  dead_letter: { severity: 'critical', meaning: 'A message about the order could not be handled, and is still open.' },
  circuit_open: {
    severity: 'critical',
    meaning: 'A party that the order waits for does not answer, and is left alone.',
  },
  velocity: {
    severity: 'warning',
    meaning: 'The customer placed 5 orders or more in the hour before, or 15 or more in the day before.',
  },
  amount_outlier: {
    severity: 'warning',
    meaning:
      "The total is above 3 times the customer's median (with 3 earlier orders or more), or above the shop's 95th percentile and twice its median.",
  },
  quantity_outlier: {
    severity: 'warning',
    meaning: 'A line has more than twice the 95th percentile of its sku; without one, 100 pieces or more.',
  },
  repeated_declines: {
    severity: 'warning',
    meaning: "Two payments or more declined within a day, this order's own included.",
  },
  address_reuse: { severity: 'warning', meaning: 'Two other customers or more have ordered to the same address.' },
  overview: { severity: 'info', meaning: 'What is to be said about many orders, in answer to a question.' },
};

/** A row for each code, in the order of the contract. */
export function findingTable(): readonly string[] {
  const rows = Object.entries(findingCodes).map(
    ([code, { severity, meaning }]) => `| \`${code}\` | ${severity} | ${meaning} |`,
  );
  return ['| code | usual severity | meaning |', '| --- | --- | --- |', ...rows];
}
