import type { IncomingHttpHeaders } from 'node:http';
import type { z } from 'zod';
import { ApiError, invalidRequest } from './api-error.js';
import { checkSchema } from './check-schema.js';
import type { CountTokensRequest } from './request-schema.js';

const versions = ['2023-06-01', '2026-10-21'];

export function checkHeaders(headers: IncomingHttpHeaders): void {
  const bearer = /^Bearer \S+$/.test(headers.authorization ?? '');
  if (!bearer && !headers['x-api-key']) throw new ApiError(401, 'Authentication required');
  const version = headers['anthropic-version'];
  if (version === undefined) throw invalidRequest('anthropic-version: header is required');
  if (!versions.includes(String(version))) {
    throw invalidRequest(`anthropic-version: "${String(version)}" is not a valid version`);
  }
  if (!headers['content-type']?.startsWith('application/json')) {
    throw invalidRequest('content-type: header must be application/json');
  }
}

/** The body as `schema` has it. Throws for the first fault, worded as the API words it. */
export function parseBody<T>(text: string, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw invalidRequest(issue ? describe(issue) : 'invalid');
}

/** Faults that lie between the fields. */
export function checkRequest(request: CountTokensRequest): void {
  const tools = request.tools ?? [];
  const names = tools.map(({ name }) => name);
  if (new Set(names).size < names.length) throw invalidRequest('tools: Tool names must be unique.');
  if (tools.length === 0 && JSON.stringify(request.messages).includes('"type":"tool_')) {
    throw invalidRequest('Requests which include `tool_use` or `tool_result` blocks must define tools');
  }
  const choice = request.tool_choice;
  if (choice && tools.length === 0) throw invalidRequest('tool_choice may only be specified while providing tools');
  if (choice?.type === 'tool' && !names.includes(choice.name)) {
    throw invalidRequest(`tool_choice: Tool '${choice.name}' not found in provided tools`);
  }
  const marks = JSON.stringify(request).split('"cache_control":{').length - 1;
  if (marks > 4) {
    throw invalidRequest(`A maximum of 4 blocks with cache_control may be provided. Found ${marks}.`);
  }
  tools.forEach((tool, index) => tool.strict && checkSchema(tool.input_schema, `tools.${index}.custom.input_schema`));
  if (request.output_config?.format) checkSchema(request.output_config.format.schema, 'output_config.format.schema');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalidRequest('The request body is not valid JSON');
  }
}

function describe(issue: z.core.$ZodIssue, above: readonly PropertyKey[] = []): string {
  const path = [...above, ...issue.path];
  const inner = issue.code === 'invalid_union' ? deepest(issue.errors) : undefined;
  if (inner) return describe(inner, path);
  const at = (name = '') => [...path, name].filter((part) => part !== '').join('.');
  if (issue.code === 'unrecognized_keys') return `${at(issue.keys[0])}: Extra inputs are not permitted`;
  if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined')) return `${at()}: Field required`;
  return `${at()}: ${issue.message}`;
}

/** Of what could have been meant, the reading that went furthest before it failed. */
function deepest(readings: readonly (readonly z.core.$ZodIssue[])[]): z.core.$ZodIssue | undefined {
  return readings.flat().toSorted((a, b) => b.path.length - a.path.length)[0];
}
