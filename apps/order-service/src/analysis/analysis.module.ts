import { agentSettings, OrderAnalysisAgent } from '@shop/order-analysis-agent';
import { Metrics } from '@shop/telemetry';
import { Logger, Module } from '@nestjs/common';
import type { DynamicModule, OnModuleDestroy } from '@nestjs/common';
import { Pool } from 'pg';
import { ORDER_CONFIG } from '../order.config.js';
import type { OrderConfig } from '../order.config.js';
import { AutomaticAnalyses } from './automatic/automatic-analyses.js';
import { StuckOrders } from './automatic/stuck-orders.js';
import { ApproveProposalHandler } from './proposals/approve-proposal.js';
import { CommandedNeighbours } from './proposals/commanded-neighbours.js';
import { ListProposalsHandler } from './proposals/list-proposals.js';
import { ProposalStore } from './proposals/proposal.store.js';
import { ProposalsController } from './proposals/proposals.controller.js';
import { ProposedActions } from './proposals/proposed-actions.js';
import { ProposedRedrives } from './proposals/proposed-redrives.js';
import { RejectProposalHandler } from './proposals/reject-proposal.js';
import { AnalysesController } from './stored/analyses.controller.js';
import { ListAnalysesHandler } from './stored/list-analyses.js';
import { RecordAnalysisHandler, RecordSuggestionsHandler } from './stored/record-analysis.js';
import { AnalysisPlaces } from './analysis-places.js';
import { AnalysisController } from './analysis.controller.js';
import { FactPool } from './facts/fact-pool.js';
import { Neighbours } from './facts/neighbours.js';
import { ShopFactsFor } from './facts/shop-facts-for.js';

/** The agent in the service that knows most of an order. Off the order path: own connections, own limits (ADR 0027). */
@Module({})
export class AnalysisModule implements OnModuleDestroy {
  constructor(private readonly agent: OrderAnalysisAgent) {}

  static with(config: OrderConfig): DynamicModule {
    return {
      module: AnalysisModule,
      controllers: [AnalysisController, AnalysesController, ProposalsController],
      providers: [
        { provide: ORDER_CONFIG, useValue: config },
        {
          provide: OrderAnalysisAgent,
          inject: [Pool, Metrics],
          useFactory: (pool: Pool, metrics: Metrics) =>
            new OrderAnalysisAgent(agentSettings(config), { pool, metrics, log: agentLog() }),
        },
        AnalysisPlaces,
        FactPool,
        Neighbours,
        ShopFactsFor,
        RecordAnalysisHandler,
        RecordSuggestionsHandler,
        ListAnalysesHandler,
        AutomaticAnalyses,
        StuckOrders,
        ProposalStore,
        CommandedNeighbours,
        ProposedRedrives,
        ProposedActions,
        ApproveProposalHandler,
        RejectProposalHandler,
        ListProposalsHandler,
      ],
      exports: [OrderAnalysisAgent, ShopFactsFor],
    };
  }

  /** Open requests have ended by now; what is left is automatic. */
  async onModuleDestroy(): Promise<void> {
    await this.agent.close();
  }
}

function agentLog() {
  const logger = new Logger('analysis');
  return {
    warn: (msg: string, details: object = {}) => logger.warn({ ...details, msg }),
    error: (msg: string, details: object = {}) => logger.error({ ...details, msg }),
  };
}
