export * from './choreography.js';
export * from './deadlines.js';
export * from './diagram.js';
export * from './migrations.js';
export * from './order-fulfilment.js';
export * from './timeline-step.js';
export * from './timeline.js';
