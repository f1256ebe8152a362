export * from './database-errors.js';
export * from './group-commit.js';
export * from './triggers.js';
export * from './unit.js';
