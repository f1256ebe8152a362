export * from './event-sourced.js';
export * from './migrations.js';
export * from './stored-event.js';
export * from './upcasting.js';
