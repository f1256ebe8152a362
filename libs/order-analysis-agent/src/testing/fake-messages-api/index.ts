export { FakeMessagesApi } from './fake-messages-api.js';
export type { ReceivedRequest } from './received-request.js';
export { plausibleAnalyst, readScenario } from './scenario.js';
export type { Answer, Fault, Scenario, ScenarioTurn } from './scenario.js';
