import { publicPattern } from '@shop/api-contracts';
import type { Access, OpenApiInfo, Route } from '@shop/api-contracts';
import { z } from 'zod';

type Areas = Readonly<Record<string, Readonly<Record<string, Route>>>>;

const style = `body{font:16px/1.5 system-ui;max-width:60rem;margin:2rem auto;padding:0 1rem}
code,pre{font:14px/1.5 ui-monospace,monospace}pre{background:#f4f4f4;padding:.5rem;overflow:auto}
summary{cursor:pointer;padding:.25rem 0}summary b{display:inline-block;width:4.5rem}small{color:#555}`;

/** The routes for reading, without a script: the strict content security policy stays. */
export function documentationPage(info: OpenApiInfo, areas: Areas): string {
  const sections = Object.entries(areas).map(
    ([area, routes]) => `<h2>${escape(area)}</h2>${Object.values(routes).map(operation).join('\n')}`,
  );
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escape(info.title)}</title><style>${style}</style>
<h1>${escape(info.title)}</h1><p>${escape(info.description ?? '')} <a href="/openapi.json">OpenAPI 3.1</a></p>
${sections.join('\n')}</html>`;
}

function operation(route: Route): string {
  const parts = [
    schemaOf('Path', route.params, 'input'),
    schemaOf('Query', route.query, 'input'),
    schemaOf('Headers', route.headers, 'input'),
    schemaOf('Body', route.body, 'input'),
    schemaOf(`Answer ${route.status}`, route.answer ?? undefined, 'output'),
    schemaOf('Each event, with Accept: text/event-stream', route.events, 'output'),
  ];
  return `<details><summary><b>${route.method}</b> <code>${escape(publicPattern(route))}</code> <small>${escape(whoMay(route.access))}</small>
<br>${escape(route.summary)}</summary>${parts.join('')}</details>`;
}

function whoMay(access: Access): string {
  return typeof access === 'string' ? access : access.join(', ');
}

function schemaOf(title: string, schema: z.ZodType | undefined, io: 'input' | 'output'): string {
  if (!schema) return '';
  const { $schema: _, ...shape } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return `<p>${escape(title)}</p><pre>${escape(JSON.stringify(shape, null, 2))}</pre>`;
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
