export * from './handled-events.js';
