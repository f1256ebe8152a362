export { OperatorModule } from './operator.module.js';
export type { OperatorOptions } from './operator-options.js';
