import { invalid } from '@shop/kernel';
import type { z } from 'zod';
import type { Subject } from '../analyst.js';
import type { Rights, ShopFacts } from '../facts/shop-facts.js';
import type { ToolOutput } from './tool-output.js';

/**
 * One question that the shop can be asked. Reads only: a tool has nothing but the caller's {@link ShopFacts}, in which there is no
 * method with an effect.
 */
export interface Tool {
  readonly name: string;
  /** For the model: when to use it, and what comes back. */
  readonly description: string;
  /** A strict object; its JSON schema is what the model sees. */
  readonly input: z.ZodType;
  /** Who may ask it. */
  readonly rights: readonly Rights[];
  /** In which analyses it is offered. */
  readonly subjects: readonly Subject['kind'][];
  /** @throws AppError `invalid` for input that does not fit `input`, and what the method of ShopFacts throws */
  run(input: unknown, facts: ShopFacts, signal: AbortSignal): Promise<ToolOutput>;
}

interface Definition<T> extends Omit<Tool, 'input' | 'run'> {
  readonly input: z.ZodType<T>;
  readonly run: (input: T, facts: ShopFacts, signal: AbortSignal) => Promise<ToolOutput>;
}

/** A tool whose `run` gets its input checked and typed. */
export function defineTool<T>({ run, ...tool }: Definition<T>): Tool {
  return {
    ...tool,
    run: async (input, facts, signal) => {
      const parsed = tool.input.safeParse(input);
      if (parsed.success) return run(parsed.data, facts, signal);
      const faults = parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
      const told = faults.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('; ');
      throw invalid('analysis.tool-input', `The input of ${tool.name} does not fit: ${told}`, faults);
    },
  };
}
