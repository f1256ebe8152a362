/** Where the agent writes what an operator should know. Nothing that a model or a customer has written goes there. */
export interface AgentLog {
  warn(message: string, details?: object): void;
  error(message: string, details?: object): void;
}
