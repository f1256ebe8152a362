import { openApiDocument } from './openapi.js';
import { allRoutes, publicApi } from './public-api.js';
import { publicPath, publicPattern } from './public-path.js';

const document = openApiDocument({ title: 'Shop', version: '1' }, publicApi) as {
  readonly paths: Record<string, Record<string, Record<string, unknown>>>;
};

describe('the OpenAPI document', () => {
  it('describes every route once', () => {
    const described = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const routes = allRoutes().map((route) => `${route.method} ${publicPattern(route).replace(/:(\w+)/g, '{$1}')}`);
    expect(described.sort()).toEqual(routes.sort());
    expect(new Set(described).size).toBe(described.length);
  });

  it('shows what a request must look like, before the merging of lines', () => {
    expect(document.paths['/api/v1/orders']?.post).toMatchObject({
      operationId: 'orders.place',
      security: [{ bearer: [] }],
      'x-roles': ['customer'],
      parameters: [{ name: 'idempotency-key', in: 'header', required: false }],
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: { additionalProperties: false, properties: { items: { type: 'array', minItems: 1 } } },
          },
        },
      },
      responses: { 202: { description: 'Done.' }, default: { description: 'Anything else, by RFC 9457.' } },
    });
  });

  it('shows the events of an answer that may come as a stream', () => {
    expect(document.paths['/api/v1/orders/{id}/analysis']?.post).toMatchObject({
      responses: {
        200: {
          content: {
            'application/json': { schema: { type: 'object' } },
            'text/event-stream': {
              schema: { oneOf: expect.any(Array) as unknown, description: expect.any(String) as unknown },
            },
          },
        },
      },
    });
  });

  it('says which bodies and parameters may be left out', () => {
    const cancel = document.paths['/api/v1/orders/{id}/cancel']?.post;
    expect(cancel).toMatchObject({
      requestBody: { required: false },
      parameters: [{ name: 'id', in: 'path', required: true }],
    });
    const list = document.paths['/api/v1/products']?.get;
    expect(list).toMatchObject({ security: [] });
    expect(list?.parameters).toContainEqual({
      name: 'limit',
      in: 'query',
      required: false,
      schema: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
    });
  });
});

describe('public paths', () => {
  it('puts the base in front and escapes parameters', () => {
    expect(publicPath(publicApi.orders.get, { id: 'a/b' })).toBe('/api/v1/orders/a%2Fb');
    expect(publicPath(publicApi.users.jwks)).toBe('/.well-known/jwks.json');
  });

  it('does not make a path with a hole', () => {
    expect(() => publicPath(publicApi.orders.get)).toThrow('needs the parameter id');
  });
});
