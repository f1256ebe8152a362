import type { AnalysisEvent, toolCall } from '@shop/api-contracts';
import { isAppError, newId } from '@shop/kernel';
import type { z } from 'zod';
import type { AnalysisRequest } from '../analyst.js';
import { toolsFor } from '../tools/catalogue.js';
import type { Tool } from '../tools/tool.js';

export type ToolCall = z.infer<typeof toolCall>;

/** A fact that should be there and is not. */
export interface Missing {
  readonly tool: string;
  readonly why: 'forbidden' | 'unavailable';
}

/**
 * What the rules read, kept under the names of the tools that a model would have used: the answer looks the same, and what a
 * caller may ask is decided in one place.
 */
export class Readings {
  readonly toolCalls: ToolCall[] = [];
  readonly missing: Missing[] = [];
  private readonly offered: readonly Tool[];

  constructor(private readonly request: AnalysisRequest) {
    this.offered = toolsFor(request.facts.rights, request.subject.kind);
  }

  /** What there is no analysis without. @throws what `work` throws */
  async need<T>(tool: Tool, work: () => Promise<T>): Promise<T> {
    const id = newId();
    await this.tell({ event: 'tool_call', data: { id, tool: tool.name } });
    const startedAt = performance.now();
    const note = async (outcome: ToolCall['outcome']) => {
      const call = { tool: tool.name, outcome, durationMs: Math.round(performance.now() - startedAt) };
      this.toolCalls.push(call);
      await this.tell({ event: 'tool_result', data: { id, ...call } });
    };
    try {
      const found = await work();
      await note('ok');
      return found;
    } catch (error) {
      await note('error');
      throw error;
    }
  }

  /** @returns undefined for what the caller may not ask, and for what cannot be had now: that is {@link missing} */
  async tryTo<T>(tool: Tool, work: () => Promise<T>): Promise<T | undefined> {
    if (!this.offered.includes(tool)) return undefined;
    try {
      return await this.need(tool, work);
    } catch (error) {
      this.request.signal.throwIfAborted();
      // One fact less is no reason to answer nothing: whatever went wrong, its owner has logged it.
      const why = isAppError(error) && error.kind === 'forbidden' ? 'forbidden' : 'unavailable';
      this.missing.push({ tool: tool.name, why });
      return undefined;
    }
  }

  private async tell(event: AnalysisEvent): Promise<void> {
    await this.request.onProgress?.(event);
  }
}
