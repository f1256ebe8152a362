import { Injectable, Logger } from '@nestjs/common';
import type { Upstream } from '@shop/api-contracts';
import type { z } from 'zod';
import type { UpstreamAnswer, UpstreamCall } from '../upstream-call.js';
import { Upstreams } from '../upstreams.js';

/** What several services have said, and who has said nothing. */
export interface Parts<Part> {
  readonly parts: readonly Part[];
  readonly degraded: Upstream[];
}

/** Asks several services the same at once. Whoever gives no good answer is named and left out: the others' part is of use without it. */
@Injectable()
export class FanOut {
  private readonly logger = new Logger(FanOut.name);

  constructor(private readonly upstreams: Upstreams) {}

  /** Never rejects because of a service. */
  async ask<Part>(services: readonly Upstream[], call: UpstreamCall, schema: z.ZodType<Part>): Promise<Parts<Part>> {
    const answers = await Promise.all(services.map((service) => this.askOne(service, call, schema)));
    return {
      parts: answers.flatMap((answer) => answer ?? []),
      degraded: services.filter((_, index) => answers[index] === undefined),
    };
  }

  /** The same of every replica of each: a part for each that answers well. */
  async askReplicas<Part>(
    services: readonly Upstream[],
    call: UpstreamCall,
    schema: z.ZodType<Part>,
  ): Promise<Parts<Part>> {
    const answers = await Promise.all(services.map((service) => this.askEach(service, call, schema)));
    return { parts: answers.flat(), degraded: services.filter((_, index) => answers[index]?.length === 0) };
  }

  private async askEach<Part>(service: Upstream, call: UpstreamCall, schema: z.ZodType<Part>): Promise<Part[]> {
    try {
      const answers = await this.upstreams.of(service).askEach(call);
      return answers.map((answer) => partOf(answer, call, schema));
    } catch (err) {
      this.logger.warn({ msg: `${service} has no part in an answer that it should have one in`, err });
      return [];
    }
  }

  private async askOne<Part>(
    service: Upstream,
    call: UpstreamCall,
    schema: z.ZodType<Part>,
  ): Promise<[Part] | undefined> {
    try {
      return [partOf(await this.upstreams.of(service).ask(call), call, schema)];
    } catch (err) {
      this.logger.warn({ msg: `${service} has no part in an answer that it should have one in`, err });
      return undefined;
    }
  }
}

function partOf<Part>({ status, body }: UpstreamAnswer, call: UpstreamCall, schema: z.ZodType<Part>): Part {
  const text = body.toString('utf8');
  if (status >= 300) throw new Error(`${call.path} was answered ${status}: ${text.slice(0, 500)}`);
  return schema.parse(JSON.parse(text));
}
