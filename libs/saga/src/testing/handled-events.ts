import 'reflect-metadata';

// The key under which @nestjs/microservices keeps the argument of @EventPattern.
const PATTERNS = 'microservices:pattern';

/** The event types that a consumer class handles by `@EventPattern`, sorted. */
export function handledEvents(consumers: { readonly prototype: object; readonly name: string }): string[] {
  const methods = Object.getOwnPropertyNames(consumers.prototype).map(
    (name) => Object.getOwnPropertyDescriptor(consumers.prototype, name)?.value as unknown,
  );
  return methods
    .filter((method): method is () => unknown => typeof method === 'function')
    .flatMap((method) => (Reflect.getMetadata(PATTERNS, method) as string[] | undefined) ?? [])
    .sort();
}
