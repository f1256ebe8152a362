import { Money } from '@shop/kernel';
import { z } from 'zod';
import { byId, id, pageOf, pageQuery, text, timestamp } from './common.js';
import { defineRoute } from './define-route.js';

const owner = 'order-service';

/** What an analysis can find; each is explained in libs/order-analysis-agent/README.md. */
export const findingCode = z.enum([
  // Which way the order went
  'in_progress',
  'completed',
  'out_of_stock',
  'payment_declined',
  'undeliverable',
  'timed_out',
  'customer_request',
  // What is wrong with the way
  'stuck',
  'slow',
  'compensation_unfinished',
  'compensated',
  'payment_retried',
  'refunded',
  'partially_refunded',
  'shipment_delayed',
  'restocked',
  'dead_letter',
  'circuit_open',
  // What makes it a risk
  'velocity',
  'amount_outlier',
  'quantity_outlier',
  'repeated_declines',
  'address_reuse',
  // Of a question about many orders
  'overview',
]);
export type FindingCode = z.infer<typeof findingCode>;

export const severity = z.enum(['info', 'warning', 'critical']);

export const finding = z.object({
  code: findingCode,
  severity,
  detail: z.string(),
  evidence: z.array(z.string()).describe('ids of the events and records that say so'),
});
export type Finding = z.infer<typeof finding>;

export const risk = z.object({
  score: z.int().min(0).max(100),
  level: z.enum(['low', 'medium', 'high']).describe('low below 30, high from 60 on'),
});
export type Risk = z.infer<typeof risk>;

/** The actions that a person can approve. */
export const proposedAction = z.enum(['refund', 'cancel', 'resend', 'redrive']);
export type ProposedAction = z.infer<typeof proposedAction>;

export const recommendation = z.object({
  action: z.enum(['none', 'wait', 'review', 'contact_customer', 'restock', ...proposedAction.options]),
  text: z.string(),
  orderId: id.nullable(),
  proposalId: id.nullable().describe('of the proposal that waits for a person; null where nothing is to be approved'),
});
export type Recommendation = z.infer<typeof recommendation>;

export const toolCall = z.object({
  tool: z.string(),
  outcome: z.enum(['ok', 'error']),
  durationMs: z.int().nonnegative(),
});

export const usage = z.object({
  inputTokens: z.int().nonnegative().describe('not from the cache'),
  cacheReadTokens: z.int().nonnegative(),
  cacheWriteTokens: z.int().nonnegative(),
  outputTokens: z.int().nonnegative(),
  modelCalls: z.int().nonnegative(),
  estimatedCostMicroUsd: z.int().nonnegative().describe('millionths of a US dollar, at list prices'),
});
export type Usage = z.infer<typeof usage>;

export const analysisTrigger = z.enum(['request', 'cancelled', 'stuck', 'amount']);
export const analysisDepth = z.enum(['quick', 'deep']);

/** The answer to a question; of one order it has the order's id, too. */
export const analysis = z.object({
  id,
  source: z.enum(['claude', 'rules']),
  model: z.string().nullable(),
  depth: analysisDepth,
  summary: z.string(),
  risk,
  findings: z.array(finding),
  recommendations: z.array(recommendation),
  toolCalls: z.array(toolCall),
  usage,
  degraded: z
    .object({ reason: z.string(), detail: z.string() })
    .nullable()
    .describe('why the rules have answered although there is a model; null if all went as it should'),
  trigger: analysisTrigger,
  createdAt: timestamp,
});
export type Analysis = z.infer<typeof analysis>;
export const orderAnalysis = analysis.extend({ orderId: id });
export type OrderAnalysis = z.infer<typeof orderAnalysis>;

export const proposalStatus = z.enum(['pending', 'approved', 'rejected', 'failed']);
export const proposal = z.object({
  id,
  orderId: id,
  analysisId: id,
  action: proposedAction,
  amount: z.object(Money.shape).nullable().describe('of a refund; null: all that is left'),
  deadLetterId: z.string().nullable().describe('of a redrive'),
  reason: z.string(),
  status: proposalStatus.describe('failed: approved, and then no longer possible'),
  createdAt: timestamp,
  decision: z.object({ at: timestamp, by: id, reason: z.string().nullable() }).nullable(),
  outcome: z.object({ at: timestamp, detail: z.string() }).nullable().describe('what became of an approved one'),
});
export type Proposal = z.infer<typeof proposal>;

/** What a streamed analysis consists of: the event's name, and its data. It ends after `analysis` and `usage`, or after `error`. */
export const analysisEvent = z.discriminatedUnion('event', [
  z.object({ event: z.literal('tool_call'), data: z.object({ id: z.string(), tool: z.string() }) }),
  z.object({ event: z.literal('tool_result'), data: toolCall.extend({ id: z.string() }) }),
  z.object({ event: z.literal('text'), data: z.object({ text: z.string() }).describe('a piece of the summary') }),
  z.object({ event: z.literal('analysis'), data: z.union([orderAnalysis, analysis]) }),
  z.object({ event: z.literal('usage'), data: usage }),
  z.object({ event: z.literal('error'), data: z.object({ type: z.string(), title: z.string(), status: z.int() }) }),
]);
export type AnalysisEvent = z.infer<typeof analysisEvent>;

const analysisQuery = z.object({ depth: analysisDepth.default('quick') });
const decision = z.strictObject({ reason: text(500).optional() }).default({});

/** With `Accept: text/event-stream` an analysis comes as events: see {@link analysisEvent}. */
export const analysisApi = {
  ofOrder: defineRoute({
    method: 'POST',
    path: '/orders/:id/analysis',
    owner,
    access: 'signed-in',
    summary: 'What has happened to an order and why, its risk, and what to do. Also as a stream of events.',
    params: byId,
    query: analysisQuery,
    isLong: true,
    status: 200,
    answer: orderAnalysis,
    events: analysisEvent,
  }),
  stored: defineRoute({
    method: 'GET',
    path: '/orders/:id/analyses',
    owner,
    access: 'signed-in',
    summary: "The stored analyses of an order, newest first; for the order's owner those that they have asked for.",
    params: byId,
    query: pageQuery,
    status: 200,
    answer: pageOf(orderAnalysis),
  }),
  ask: defineRoute({
    method: 'POST',
    path: '/orders/analyze',
    owner,
    access: ['support', 'admin'],
    summary: 'Answers a question about orders, of all customers or one. Also as a stream of events.',
    query: analysisQuery,
    body: z.strictObject({ question: text(2000), customerId: id.optional() }),
    isLong: true,
    status: 200,
    answer: analysis,
    events: analysisEvent,
  }),
  proposals: defineRoute({
    method: 'GET',
    path: '/analysis/proposals',
    owner,
    access: ['support', 'admin'],
    summary: 'What analyses propose to do, newest first.',
    query: pageQuery.extend({ status: proposalStatus.optional() }),
    status: 200,
    answer: pageOf(proposal),
  }),
  approve: defineRoute({
    method: 'POST',
    path: '/analysis/proposals/:id/approve',
    owner,
    access: ['support', 'admin'],
    summary:
      'Does what is proposed, with the rights of who approves it; 409 when decided already or no longer possible.',
    params: byId,
    body: decision,
    status: 200,
    answer: proposal,
  }),
  reject: defineRoute({
    method: 'POST',
    path: '/analysis/proposals/:id/reject',
    owner,
    access: ['support', 'admin'],
    summary: 'Decides against a proposal; 409 when decided already.',
    params: byId,
    body: decision,
    status: 200,
    answer: proposal,
  }),
};
