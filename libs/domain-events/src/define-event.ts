import type { ServiceName } from '@shop/kernel';
import type { z } from 'zod';

/**
 * One public event: its name, version, who publishes it, where, and the shape of its data. `subject` is the field of the data
 * that names the aggregate, `key` the one that decides the partition (and so what is ordered with what).
 */
export interface EventDefinition<Data = unknown> {
  /** With its version: `shop.order.placed.v1`. The pattern of `@EventPattern`. */
  readonly type: string;
  /** Without its version: `shop.order.placed`. */
  readonly name: string;
  readonly version: number;
  readonly from: ServiceName;
  readonly topic: string;
  readonly summary: string;
  readonly schema: z.ZodType<Data>;
  readonly key: keyof Data & string;
  readonly subject: keyof Data & string;
  /**
   * For a fact that is there once for its key and what this gives: the id of the event then follows from them. A service that has
   * forgotten the fact (its database was restored) publishes it again under the id that its listeners know.
   */
  once?(data: Data): readonly (string | number)[];
  /** The version before and how its data becomes this version's; pure. Missing for version 1. */
  readonly previous?: Previous;
  readonly example: Data;
}

/** The chain of older versions, newest first. */
export interface Previous {
  readonly schema: z.ZodType;
  readonly upcast: (older: never) => unknown;
  readonly previous?: Previous;
}

export type DataOf<Definition> = Definition extends EventDefinition<infer Data> ? Data : never;

type Declaration<Schema extends z.ZodType> = Omit<
  EventDefinition<z.infer<Schema>>,
  'type' | 'schema' | 'subject' | 'version'
> & {
  readonly version?: number;
  readonly schema: Schema;
  /** Default: the key. */
  readonly subject?: keyof z.infer<Schema> & string;
};

export function defineEvent<Schema extends z.ZodType>(
  declaration: Declaration<Schema>,
): EventDefinition<z.infer<Schema>> {
  const version = declaration.version ?? 1;
  return Object.freeze({
    ...declaration,
    version,
    subject: declaration.subject ?? declaration.key,
    type: `${declaration.name}.v${version}`,
  }) as EventDefinition<z.infer<Schema>>;
}
