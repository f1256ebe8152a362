import type { MigrationInterface } from 'typeorm';
import { CreateAnalysisBudget1763600000008 } from './budget/migration.js';

/** The agent's tables, in the database of the service that it runs in. */
export const agentMigrations: (new () => MigrationInterface)[] = [CreateAnalysisBudget1763600000008];
