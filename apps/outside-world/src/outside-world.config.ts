import { processConfig, whole } from '@shop/platform';
import { z } from 'zod';

export const OutsideWorldConfig = z.object({
  ...processConfig,
  /** 0: any free port; `GET /smtp` tells which. */
  SMTP_PORT: whole(0, 65_535).default(1025),
  KEEP_RECORDS: whole(1, 10_000_000).default(100_000),
  KEEP_MESSAGES: whole(1, 1_000_000).default(10_000),
  /** A directory of its own; not set: all is forgotten with the process. */
  STATE_DIR: z.string().optional(),
});
export type OutsideWorldConfig = Readonly<z.output<typeof OutsideWorldConfig>>;

/** How much is kept before the oldest is forgotten. */
export interface Limits {
  /** Charges, labels, and answers by idempotency key of each kind of call. */
  readonly records: number;
  /** Mails, text messages and pushes, each. */
  readonly messages: number;
}

export const LIMITS = Symbol('limits');
