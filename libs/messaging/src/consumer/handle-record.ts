import { setTimeout as delay } from 'node:timers/promises';
import type { DomainEvent } from '@shop/domain-events';
import { runInContext, unreachable } from '@shop/kernel';
import type { Batch, ConsumedRecord } from '../broker/broker.js';
import type { MessagingLog } from '../broker/log.js';
import { READ_EVENT } from '../dead-letters/letter-headers.js';
import { redriveOf } from '../dead-letters/redrive-headers.js';
import { processSpan } from '../tracing/message-spans.js';
import { addressedTo } from './addressed-to.js';
import type { ConsumerTally } from './consumer-counts.js';
import type { ConsumerSettings } from './consumer-settings.js';
import type { DeadLetter, DeadLetters } from './dead-letter.js';
import type { EventHandler, EventHandlers } from './event-handler.js';
import { nextStep } from './next-step.js';
import type { RecordProgress } from './partition-progress.js';
import { readEvent } from './read-event.js';
import type { Reading } from './read-event.js';
import { workOfEvent } from './work-of-event.js';

/** A record in a consumer's hands. */
export interface RecordInHand {
  readonly record: ConsumedRecord;
  readonly batch: Batch;
  readonly progress: RecordProgress;
}

/** `done`: the record's offset may be committed. `left`: it must come again, not before `putBackMs` if given. */
export type Outcome = { readonly kind: 'done' } | { readonly kind: 'left'; readonly putBackMs?: number };

type Failure = Pick<DeadLetter, 'handler' | 'attempts' | 'firstFailedAt' | 'error'>;

const DONE: Outcome = { kind: 'done' };
const LEFT: Outcome = { kind: 'left' };

/** Takes one record to its end: handled, not ours, or in the dead letters. Never rejects because of a record. */
export class RecordHandling {
  constructor(
    private readonly group: string,
    private readonly handlers: EventHandlers,
    private readonly deadLetters: DeadLetters,
    private readonly settings: ConsumerSettings,
    private readonly tally: ConsumerTally,
    private readonly log: MessagingLog,
  ) {}

  async handle(inHand: RecordInHand): Promise<Outcome> {
    const redrive = redriveOf(inHand.record.headers);
    if (redrive && redrive.group !== this.group) {
      this.tally.notOurs();
      return DONE;
    }
    let reading: Reading;
    try {
      reading = addressedTo(redrive?.handler, readEvent(inHand.record, this.handlers));
    } catch (error) {
      // Reading is pure: the same record gives the same error again.
      const handler = redrive?.handler ?? READ_EVENT;
      return this.putAside(inHand, { handler, attempts: 1, firstFailedAt: new Date(), error });
    }
    switch (reading.kind) {
      case 'event':
        return this.runHandlers(reading.event, reading.handlers, inHand);
      case 'not-ours':
        this.tally.notOurs();
        return DONE;
      case 'unknown':
        this.tally.unknown();
        return DONE;
      default:
        return unreachable(reading);
    }
  }

  /** One after the other: each has its own inbox row, attempts and dead letter; one that fails for good does not stop the next. */
  private async runHandlers(
    event: DomainEvent,
    handlers: readonly EventHandler[],
    inHand: RecordInHand,
  ): Promise<Outcome> {
    for (const handler of handlers) {
      if (inHand.progress.isSettled(handler.name)) continue;
      const outcome = await this.runHandler(handler, event, inHand);
      if (outcome.kind === 'left') return outcome;
      inHand.progress.settle(handler.name);
    }
    return DONE;
  }

  private async runHandler(handler: EventHandler, event: DomainEvent, inHand: RecordInHand): Promise<Outcome> {
    while (!inHand.batch.isStale()) {
      const startedAt = performance.now();
      try {
        await attempt(this.group, handler, event, inHand);
        this.tally.handled(handler, event.type, performance.now() - startedAt);
        return DONE;
      } catch (error) {
        this.tally.failed(handler, event.type, performance.now() - startedAt);
        const outcome = await this.afterFailure(handler, event, inHand, error);
        if (outcome) return outcome;
      }
    }
    return LEFT;
  }

  /** Gives the end of it, or nothing after having waited: then it is time for another attempt. */
  private async afterFailure(
    handler: EventHandler,
    event: DomainEvent,
    inHand: RecordInHand,
    error: unknown,
  ): Promise<Outcome | undefined> {
    const now = Date.now();
    const failures = inHand.progress.fail(handler.name, now);
    const step = nextStep(error, failures, now, this.settings);
    const what = { err: error, handler: handler.name, eventId: event.id, type: event.type, attempt: failures.count };
    if (step.kind === 'dead-letter') {
      const firstFailedAt = new Date(failures.since);
      const failure = { handler: handler.name, attempts: failures.count, firstFailedAt, error };
      return this.putAside(inHand, failure, event);
    }
    const { delayMs } = step;
    runInContext(workOfEvent(event), () => this.log.warn('A message failed, will try again', { ...what, delayMs }));
    this.tally.retried(handler.name);
    if (step.kind === 'put-back') return { kind: 'left', putBackMs: step.delayMs };
    await delay(step.delayMs);
    return undefined;
  }

  private async putAside({ record, batch }: RecordInHand, failure: Failure, event?: DomainEvent): Promise<Outcome> {
    const { topic, partition } = batch;
    const { error: err, handler, attempts } = failure;
    const { ce_id: eventId, ce_type: type } = record.headers;
    const what = { err, handler, attempts, eventId, type, topic, partition, offset: String(record.offset) };
    const tell = () => this.log.error('A message goes to the dead letters', what);
    if (event) runInContext(workOfEvent(event), tell);
    else tell();
    const letter = { ...failure, record, topic, partition, group: this.group };
    const isPut = await this.deadLetters.put(letter, () => !batch.isStale());
    if (!isPut) return LEFT;
    this.tally.deadLettered(handler);
    return DONE;
  }
}

function attempt(
  group: string,
  handler: EventHandler,
  event: DomainEvent,
  { record, batch, progress }: RecordInHand,
): Promise<void> {
  const { topic, partition } = batch;
  const { offset, headers, key } = record;
  const trigger = { kind: 'message', handler: handler.name, eventId: event.id } as const;
  const delivery = { topic, partition, offset, attempt: progress.attemptsOf(handler.name) + 1, headers };
  return runInContext({ ...workOfEvent(event), trigger }, () => {
    const message = { topic, key, headers };
    return processSpan({ group, handler: handler.name, delivery, message }, async () =>
      handler.handle(event, delivery),
    );
  });
}
