export { ScriptedFacts } from './scripted-facts.js';
export * from './fake-messages-api/index.js';
