export { OperatorModule } from './operator.module.js';
export type { OperatorOptions } from './operator-options.js';
export { recoverOnce } from './recovery/recover-once.js';
export type { Recovery, RecoveryTools } from './recovery/recover-once.js';
