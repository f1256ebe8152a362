export * from './broker-contract.js';
export * from './eventually.js';
export * from './kafka-for-tests.js';
export * from './recording-log.js';
export * from './event-records.js';
export * from './closed-port.js';
export * from './kafka-admin.js';
