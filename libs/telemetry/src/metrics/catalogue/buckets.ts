/** Seconds: from what a query takes to what nobody waits for any more. */
export const latency: readonly number[] = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
];

/** Seconds between what a service has decided and what others learn of it: milliseconds when all is well, hours in an outage. */
export const delay: readonly number[] = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600,
];

/** Seconds; 30 is what the shop promises (docs/runbooks), the hours are for compensations that wait for somebody who is down. */
export const wholeSaga: readonly number[] = [
  0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 20, 30, 45, 60, 120, 300, 900, 1800, 3600,
];

/** Seconds: a model writes for as long as it has something to say. */
export const modelAnswer: readonly number[] = [0.25, 0.5, 1, 2, 3, 5, 7.5, 10, 15, 20, 30, 45, 60, 90];

export const groupSize: readonly number[] = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
