import type { Proposal } from '@shop/api-contracts';
import { GroupCommit } from '@shop/group-commit';
import { newId } from '@shop/kernel';
import type { Suggestion } from '@shop/order-analysis-agent';
import type { Answer, ServiceUnderTest, Settings, SignedRequest } from '@shop/service-testing';
import { Pool } from 'pg';
import { RecordAnalysis, RecordAnalysisHandler } from '../analysis/stored/record-analysis.js';
import { Neighbour } from './neighbour.js';
import { orderOf } from './order-requests.js';
import { placeOrder, product, startOrder } from './order-under-test.js';
import { suggested } from './suggested.js';

type Decided = Promise<Answer<Record<string, unknown>>>;

export const support = { id: newId(), as: ['support'] } as const;
export const colleague = { id: newId(), as: ['support'] } as const;
export const admin = { id: newId(), as: ['admin'] } as const;

/** Two replicas of the service, with one neighbour who is asked for refunds, messages and letters of the inventory. */
export class ProposalsUnderTest {
  private constructor(
    readonly shop: ServiceUnderTest,
    readonly neighbour: Neighbour,
    private readonly pool: Pool,
  ) {}

  static async start(env: Settings = {}): Promise<ProposalsUnderTest> {
    const neighbour = new Neighbour();
    const url = await neighbour.start();
    const urls = { PAYMENT_SERVICE_URL: url, NOTIFICATION_SERVICE_URL: url, INVENTORY_SERVICE_URL: url };
    const shop = await startOrder({ replicas: 2, env: { ...urls, ...env } });
    await shop.tell(product('TEA', 1800));
    return new ProposalsUnderTest(
      shop,
      neighbour,
      new Pool({ connectionString: shop.databaseUrl, max: 2, pipeline: true }),
    );
  }

  async stop(): Promise<void> {
    await this.pool.end();
    await this.shop.stop();
    await this.neighbour.stop();
  }

  /** What an analysis suggests about a new order. */
  async proposed(action: Suggestion['action'], of: Partial<Suggestion> = {}) {
    const orderId = await placeOrder(this.shop, orderOf(['TEA', 2]));
    const origin = { orderId, requestedBy: null, audience: 'staff', triggerId: null } as const;
    const handler = new RecordAnalysisHandler(new GroupCommit(this.pool));
    const answer = await handler.execute(new RecordAnalysis(suggested({ action, orderId, ...of }), origin));
    return { orderId, id: String(answer.recommendations[0]?.proposalId) };
  }

  readonly approve = (id: string, options: SignedRequest = support): Decided =>
    this.shop.request(`POST /analysis/proposals/${id}/approve`, options);

  readonly reject = (id: string, options: SignedRequest = support): Decided =>
    this.shop.request(`POST /analysis/proposals/${id}/reject`, options);

  async kept(id: string): Promise<Proposal | undefined> {
    const { json } = await this.shop.request('GET /analysis/proposals?limit=100', admin);
    return (json['items'] as Proposal[]).find((proposal) => proposal.id === id);
  }

  async order(orderId: string): Promise<Record<string, unknown>> {
    return (await this.shop.request(`GET /orders/${orderId}`)).json;
  }

  /** `ACTION by ACTOR`, in order. */
  async auditOf(id: string): Promise<readonly string[]> {
    const select = `SELECT action || ' by ' || actor AS what FROM operator_audit WHERE subject = $1 ORDER BY id`;
    return (await this.shop.query<{ what: string }>(select, [id])).map(({ what }) => what);
  }
}

export function refusalOf({ status, json }: Awaited<Decided>): readonly [number, string | undefined] {
  return [status, String(json['type']).split('/').at(-1)];
}
