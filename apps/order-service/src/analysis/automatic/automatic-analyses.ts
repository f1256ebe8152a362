import { GroupCommit } from '@shop/group-commit';
import { currentContext, isAppError, runInContext, unavailable } from '@shop/kernel';
import { IntentRunner } from '@shop/messaging';
import type { ClaimedIntent } from '@shop/messaging';
import { AUTOMATIC, OrderAnalysisAgent } from '@shop/order-analysis-agent';
import type { AnalysisResult } from '@shop/order-analysis-agent';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Pool } from 'pg';
import { ORDER_CONFIG } from '../../order.config.js';
import type { OrderConfig } from '../../order.config.js';
import { ShopFactsFor } from '../facts/shop-facts-for.js';
import { RecordAnalysis } from '../stored/record-analysis.js';
import { ANALYSIS } from './analysis-wish.js';
import type { AnalysisWish } from './analysis-wish.js';

/** So few that a burst of cancellations keeps neither orders nor people waiting: the burst's analyses wait. */
const LANE = { concurrency: 2, backoff: { initialMs: 2_000, maxMs: 60_000 } };

/** Then the rules' answer is kept, or, if they have none, nothing. */
const MOST_ATTEMPTS = 5;

/** The model may well answer later. With the budget of the day it is otherwise: tomorrow is too late. */
const PASSING: readonly string[] = ['model_unavailable', 'model_overloaded'];

/** Makes the analyses that nobody asks for, one after the other, off the order path. */
@Injectable()
export class AutomaticAnalyses implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(AutomaticAnalyses.name);
  private readonly stopping = new AbortController();

  constructor(
    private readonly intents: IntentRunner,
    private readonly agent: OrderAnalysisAgent,
    private readonly facts: ShopFactsFor,
    private readonly commands: CommandBus,
    private readonly group: GroupCommit,
    private readonly pool: Pool,
    @Inject(ORDER_CONFIG) private readonly config: OrderConfig,
  ) {}

  onModuleInit(): void {
    this.intents.handle<AnalysisWish>(ANALYSIS, (wish, intent) => this.carryOut(wish, intent), LANE);
  }

  /** What is under way is begun anew by whoever comes next. */
  onModuleDestroy(): void {
    this.stopping.abort();
  }

  private async carryOut(wish: AnalysisWish, { attempt }: ClaimedIntent): Promise<void> {
    // Looked for first: one that was stored by a process that died before it could say so has been paid for.
    if (!this.config.AUTOMATIC_ANALYSES || (await this.isStored(wish))) return this.end();
    const result = await this.analyse(wish, attempt);
    if (!result) return this.end();
    const { reason = '' } = result.analysis.degraded ?? {};
    if (PASSING.includes(reason) && attempt < MOST_ATTEMPTS) {
      throw unavailable('analysis.model-away', `The model has not answered (${reason}), attempt ${attempt}.`);
    }
    const { orderId, triggerId } = wish;
    const origin = { orderId, requestedBy: null, audience: 'staff', triggerId } as const;
    await this.commands.execute(new RecordAnalysis(result, origin));
  }

  private async analyse({ orderId, trigger }: AnalysisWish, attempt: number): Promise<AnalysisResult | undefined> {
    const { trigger: _, ...context } = currentContext() ?? { causationId: orderId };
    const request = {
      subject: { kind: 'order', orderId },
      facts: this.facts.automatic(),
      payer: AUTOMATIC,
      depth: 'quick',
      trigger,
      signal: this.stopping.signal,
    } as const;
    try {
      // Without the intent: the one transaction that ends it is that which stores the analysis.
      return await runInContext(context, () => this.agent.analyse(request));
    } catch (error) {
      if (attempt < MOST_ATTEMPTS || (isAppError(error) && error.kind === 'unavailable')) throw error;
      this.logger.error({ msg: 'automatic analysis given up', err: error, orderId, trigger });
      return undefined;
    }
  }

  private async isStored({ triggerId }: AnalysisWish): Promise<boolean> {
    const { rowCount } = await this.pool.query({
      name: 'analysis-is-stored',
      text: 'SELECT 1 FROM analyses WHERE trigger_id = $1',
      values: [triggerId],
    });
    return rowCount !== 0;
  }

  private async end(): Promise<void> {
    await this.group.submit({ reads: [], decide: () => undefined });
  }
}
