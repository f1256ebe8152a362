import { z } from 'zod';
import { problem } from './common.js';
import type { Access, Route } from './define-route.js';
import { publicPattern } from './public-path.js';

export interface OpenApiInfo {
  readonly title: string;
  readonly version: string;
  readonly description?: string;
}
type Json = Record<string, unknown>;

/**
 * The OpenAPI 3.1 document of these routes, area by area; pure. The operation of `orders.place` has the id `orders.place` and
 * the tag `orders`.
 */
export function openApiDocument(
  info: OpenApiInfo,
  areas: Readonly<Record<string, Readonly<Record<string, Route>>>>,
): Json {
  const paths: Record<string, Json> = {};
  for (const [area, routes] of Object.entries(areas)) {
    for (const [name, route] of Object.entries(routes)) {
      const path = publicPattern(route).replace(/:(\w+)/g, '{$1}');
      paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(area, name, route) };
    }
  }
  return {
    openapi: '3.1.0',
    info,
    tags: Object.keys(areas).map((name) => ({ name })),
    paths,
    components: {
      schemas: { Problem: jsonSchema(problem, 'output') },
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  };
}

function operation(area: string, name: string, route: Route): Json {
  return {
    operationId: `${area}.${name}`,
    tags: [area],
    summary: route.summary,
    security: route.access === 'anyone' ? [] : [{ bearer: [] }],
    'x-roles': rolesOf(route.access),
    parameters: [
      ...parameters('path', route.params),
      ...parameters('query', route.query),
      ...parameters('header', route.headers),
    ],
    ...(route.body && { requestBody: requestBody(route.body) }),
    responses: {
      [route.status]: { description: 'Done.', ...(route.answer && { content: contentOf(route.answer, route.events) }) },
      default: {
        description: 'Anything else, by RFC 9457.',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}

function rolesOf(access: Access): readonly string[] | undefined {
  return typeof access === 'string' ? undefined : access;
}

/** Each property of the schema as one parameter of the operation. */
function parameters(where: 'path' | 'query' | 'header', schema: z.ZodType | undefined): Json[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = jsonSchema(schema, 'input') as {
    readonly properties?: Json;
    readonly required?: readonly string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: where,
    required: required.includes(name),
    schema: property,
  }));
}

function requestBody(body: z.ZodType): Json {
  const required = !body.safeParse(undefined).success;
  return { required, content: { 'application/json': { schema: jsonSchema(body, 'input') } } };
}

function contentOf(answer: z.ZodType, events: z.ZodType | undefined): Json {
  return {
    'application/json': { schema: jsonSchema(answer, 'output') },
    ...(events && { 'text/event-stream': { schema: eventSchema(events) } }),
  };
}

/** OpenAPI 3.1 has no word for the items of a stream: the schema is that of one event, and says so. */
function eventSchema(events: z.ZodType): Json {
  const description = 'Each of the Server-Sent Events: `event` is its name, `data` is sent as JSON.';
  return { description, ...jsonSchema(events, 'output') };
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}
