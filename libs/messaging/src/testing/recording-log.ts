import type { MessagingLog } from '../broker/log.js';

export interface LogEntry {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly details?: object;
}

/** Keeps what is logged instead of writing it, so that expected failures do not clutter the test's output. */
export class RecordingLog implements MessagingLog {
  readonly entries: LogEntry[] = [];

  info(message: string, details?: object): void {
    this.entries.push({ level: 'info', message, details });
  }

  warn(message: string, details?: object): void {
    this.entries.push({ level: 'warn', message, details });
  }

  error(message: string, details?: object): void {
    this.entries.push({ level: 'error', message, details });
  }
}
