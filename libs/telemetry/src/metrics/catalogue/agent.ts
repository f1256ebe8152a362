import { counter, histogram } from '../definition.js';
import { modelAnswer } from './buckets.js';
import { analyst } from './who.js';

const model = 'a model that the configuration names';

export const agentModelCallDuration = histogram({
  name: 'agent_model_call_duration_seconds',
  help: 'Time of one call of the model, to the last byte of its answer.',
  labels: { model, outcome: ['answered', 'unavailable', 'overloaded', 'rejected', 'abandoned'] },
  buckets: modelAnswer,
  from: analyst,
});

export const agentTokens = counter({
  name: 'agent_tokens_total',
  help: 'Tokens that calls of the model have used: sent and not in the cache, read from it, written to it, received.',
  labels: { model, type: ['input', 'cache_read', 'cache_write', 'output'] },
  from: analyst,
});

export const agentCost = counter({
  name: 'agent_estimated_cost_micro_usd_total',
  help: 'What calls of the model have cost at list prices, in millionths of a US dollar.',
  labels: { model },
  from: analyst,
});

export const agentToolCalls = counter({
  name: 'agent_tool_calls_total',
  help: 'Questions that the model has asked the shop by a tool.',
  labels: { tool: 'a tool of the catalogue; unknown for what is none', outcome: ['ok', 'error'] },
  from: analyst,
});

export const agentAnalyses = counter({
  name: 'agent_analyses_total',
  help: 'Analyses by who has answered, what for, and why the rules have where there is a model.',
  labels: {
    source: ['claude', 'rules'],
    trigger: ['request', 'cancelled', 'stuck', 'amount'],
    degraded: [
      'no',
      'model_unavailable',
      'model_overloaded',
      'model_refused',
      'context_exceeded',
      'limit_reached',
      'invalid_answer',
      'budget_exhausted',
    ],
  },
  from: analyst,
});
