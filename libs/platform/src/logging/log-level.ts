import { logThresholds } from './log-line.js';
import type { LogThreshold } from './log-line.js';

export interface LogLevelState {
  readonly level: LogThreshold;
  /** What the process was started with, and falls back to. */
  readonly configured: LogThreshold;
  /** When it falls back; null: not by itself. */
  readonly until: Date | null;
}

/** What one service writes to the log, from which level on. In DI; an operator may change it while the service runs. */
export class LogLevel {
  private changed: { readonly level: LogThreshold; readonly until: Date | null } | undefined;

  constructor(private readonly configured: LogThreshold) {}

  get state(): LogLevelState {
    const { configured } = this;
    // Looked at by every line: that is all the clockwork that falling back needs.
    if (this.changed?.until && this.changed.until.getTime() <= Date.now()) this.changed = undefined;
    return { configured, ...(this.changed ?? { level: configured, until: null }) };
  }

  /** Without `minutes` it stays until it is changed again or the process ends. */
  change(level: LogThreshold, minutes?: number): LogLevelState {
    this.changed = { level, until: minutes === undefined ? null : new Date(Date.now() + minutes * 60_000) };
    return this.state;
  }

  writes(level: string): boolean {
    return rank(level) >= rank(this.state.level);
  }
}

function rank(level: string): number {
  return logThresholds.indexOf(level as LogThreshold);
}

/** Nest's logger is one per process; where several services share the process, each line asks for its own service's level. */
const ofServices = new Map<string, LogLevel>();

/** The level of a service that starts; the one of an earlier start under that name is forgotten. */
export function startLogLevel(service: string, configured: LogThreshold): LogLevel {
  const level = new LogLevel(configured);
  ofServices.set(service, level);
  return level;
}

export function logLevelOf(service: string): LogLevel | undefined {
  return ofServices.get(service);
}
