import { freshDatabase } from '@shop/group-commit/testing';
import type { FreshDatabase } from '@shop/group-commit/testing';
import { Secret } from '@shop/kernel';
import type { AnalysisEvent } from '@shop/api-contracts';
import type { Metrics } from '@shop/telemetry';
import { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { OrderAnalysisAgent } from '../agent.js';
import { agentConfig, agentSettings } from '../agent-config.js';
import type { AgentSettings } from '../agent-config.js';
import type { AnalysisRequest } from '../analyst.js';
import { agentMigrations } from '../migrations.js';
import { FakeMessagesApi } from './fake-messages-api/index.js';
import type { ScenarioTurn } from './fake-messages-api/index.js';
import { orderFact, sampleOrderId } from './sample-facts.js';
import { ScriptedFacts } from './scripted-facts.js';

export interface LoggedLine {
  readonly message: string;
  readonly details: object | undefined;
}

/** The agent on the bench: the real SDK at a fake API, a real database, a scripted shop. */
export class AgentBench {
  readonly logged: LoggedLine[] = [];
  private agents: OrderAnalysisAgent[] = [];
  private before = 0;

  private constructor(
    readonly api: FakeMessagesApi,
    readonly pool: Pool,
    private readonly database: FreshDatabase,
  ) {}

  static async start(): Promise<AgentBench> {
    const database = await freshDatabase();
    const migrations = agentMigrations;
    const source = await new DataSource({ type: 'postgres', url: database.url, migrations }).initialize();
    await source.runMigrations();
    await source.destroy();
    return new AgentBench(await FakeMessagesApi.start(), new Pool({ connectionString: database.url }), database);
  }

  /** Of the database: for another process' connections. */
  get url(): string {
    return this.database.url;
  }

  /** From now on the model does this, turn by turn. */
  play(...turns: readonly ScenarioTurn[]): void {
    this.before = this.api.requests.length;
    this.api.play({ name: 'of a spec', turns: [...turns] });
  }

  agent(change: Partial<AgentSettings> = {}, metrics?: Metrics): OrderAnalysisAgent {
    const defaults = agentSettings(z.object(agentConfig).parse({}));
    const settings = { ...defaults, apiKey: new Secret('key-of-a-spec'), baseUrl: this.api.url, ...change };
    const note = (message: string, details?: object) => void this.logged.push({ message, details });
    const made = new OrderAnalysisAgent(settings, { pool: this.pool, metrics, log: { warn: note, error: note } });
    this.agents.push(made);
    return made;
  }

  /** Ends what is under way, and forgets what has been spent. */
  async clear(): Promise<void> {
    await Promise.all(this.agents.map((agent) => agent.close()));
    this.agents = [];
    this.logged.splice(0);
    await this.pool.query('TRUNCATE analysis_model_calls, analysis_spending, analysis_reservations');
  }

  /** The bodies that have come in on the wire since the last `play`, oldest first. */
  get bodies(): readonly WireRequest[] {
    return this.api.requests.slice(this.before).map(({ text }) => JSON.parse(text) as WireRequest);
  }

  async stop(): Promise<void> {
    await this.clear();
    await this.api.stop();
    await this.pool.end();
    await this.database.drop();
  }
}

export interface WireBlock {
  readonly type: string;
  readonly text?: string;
  readonly content?: string;
  readonly is_error?: boolean;
  readonly tool_use_id?: string;
  readonly cache_control?: object;
}

export interface WireRequest {
  readonly model: string;
  readonly system: readonly WireBlock[];
  readonly tools: readonly { readonly name: string; readonly cache_control?: object }[];
  readonly tool_choice: { readonly type: string };
  readonly messages: readonly { readonly role: string; readonly content: readonly WireBlock[] }[];
  readonly cache_control?: object;
}

/** An analysis of the sample order for support, with what a spec changes; and what was told while it ran. */
export function asking(change: Partial<AnalysisRequest> = {}): { request: AnalysisRequest; told: AnalysisEvent[] } {
  const told: AnalysisEvent[] = [];
  const request: AnalysisRequest = {
    subject: { kind: 'order', orderId: sampleOrderId },
    facts: new ScriptedFacts('support', { orders: [orderFact()] }),
    payer: 'somebody',
    depth: 'quick',
    trigger: 'request',
    signal: new AbortController().signal,
    onProgress: (event) => void told.push(event),
    ...change,
  };
  return { request, told };
}

/** An answer by the schema that cites the order, with what a spec changes. */
export function wellFormed(change: object = {}): object {
  return {
    summary: 'All is well with the order.',
    findings: [
      { code: 'in_progress', severity: 'info', detail: 'It is on its way.', evidence: [`order:${sampleOrderId}`] },
    ],
    recommendations: [
      { action: 'wait', text: 'Wait a minute.', orderId: sampleOrderId, amountMinor: null, deadLetterId: null },
    ],
    ...change,
  };
}
