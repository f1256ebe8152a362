import type { Anthropic } from '@anthropic-ai/sdk';
import { z } from 'zod';
import type { Tool } from '../tools/tool.js';

/** The tools as the API wants them. The last one has a mark: all of them are read from the cache, whatever the system prompt is. */
export function toolParams(tools: readonly Tool[]): Anthropic.Tool[] {
  return tools.map((tool, at) => {
    const { $schema: _, ...schema } = z.toJSONSchema(tool.input, { io: 'input' });
    return {
      name: tool.name,
      description: tool.description,
      input_schema: { ...schema, type: 'object' },
      ...(at === tools.length - 1 && { cache_control: { type: 'ephemeral' } }),
    };
  });
}
