import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';

let isPatched = false;

/**
 * kafkajs 2.2.4 re-arms a 1 ms timer on every connection for ever, also when no request is waiting: about 900 wake-ups a second
 * and 3 % of a core per process, half of the CPU of an idle shop; on Node 24 also a TimeoutNegativeWarning. The timer is only
 * needed while a request is held back. Known since 2022, without a release: https://github.com/tulios/kafkajs/issues/1556,
 * #1604, #1751; https://github.com/tulios/kafkajs/pull/1667, #1768. To be dropped with kafkajs, or with a release that has it.
 */
export function stopIdleTimer(): void {
  if (isPatched) return;
  isPatched = true;
  const schedule = Object.getOwnPropertyDescriptor(RequestQueue.prototype, 'scheduleCheckPendingRequests');
  const original: unknown = schedule?.value;
  if (typeof original !== 'function') return; // another version of kafkajs: leave it as it is
  RequestQueue.prototype.scheduleCheckPendingRequests = function (this: RequestQueue) {
    if (this.pending.length > 0) original.call(this);
  };
}
