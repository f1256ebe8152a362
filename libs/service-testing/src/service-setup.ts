import type { Role } from '@shop/api-contracts';
import type { RunningService } from '@shop/platform';
import type { RequestOptions } from './request.js';

/** Whom requests come from unless a test says otherwise. */
export const customerId = '0197a1b2-0000-7000-8000-00000000ada0';

export type Settings = Readonly<Record<string, string>>;

export interface ServiceSetup {
  /** The service's own. */
  readonly start: (env: Settings) => Promise<RunningService>;
  /** The topics of what it publishes. */
  readonly publishes: readonly string[];
  /** Its configuration beyond database, bus, keys and log level; also in place of these. */
  readonly env?: Settings;
  /** How many run from the beginning; default 1. All on one database, in one consumer group. */
  readonly replicas?: number;
  /** What was started for it alone, and is stopped after it. */
  readonly companions?: readonly { stop(): Promise<void> }[];
}

export interface SignedRequest extends Omit<RequestOptions, 'token'> {
  /** Default: `customerId`. */
  readonly id?: string;
  /** Default: customer. */
  readonly as?: readonly Role[];
  /** Which of those that run, from 0; default: the first. */
  readonly replica?: number;
}
