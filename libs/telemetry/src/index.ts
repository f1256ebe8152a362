export * from './metrics/index.js';
export * from './service-scope.js';
export * from './tracing/index.js';
