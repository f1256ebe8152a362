import type { AnalysisEvent } from '@shop/api-contracts';
import { orAborted } from './or-aborted.js';

type Listener = (event: AnalysisEvent) => Promise<void> | void;

/**
 * Tells whoever listens what happens, one event after the other. The text of an answer is taken in as fast as the model writes it,
 * for a slow reader must not look like a slow model; what has not been told yet becomes one piece. The loop waits for all of it
 * before it goes on: no more than one answer is ever held.
 */
export class Progress {
  private text = '';
  private telling: Promise<void> = Promise.resolve();
  private failure: { readonly error: unknown } | undefined;
  private hasText = false;

  constructor(
    private readonly listener: Listener | undefined,
    private readonly signal: AbortSignal,
  ) {}

  /** Whether a summary may be told: a second one would be read as more of the first. */
  get isSilent(): boolean {
    return !this.hasText;
  }

  /** Who may be told what the rules do when they answer instead: nobody who has not even taken what came until the time was over. */
  get next(): Listener | undefined {
    const { listener } = this;
    if (!listener || this.signal.aborted) return undefined;
    return this.isSilent ? listener : (event) => (event.event === 'text' ? undefined : listener(event));
  }

  add(text: string): void {
    if (text === '' || !this.listener) return;
    this.hasText = true;
    this.text += text;
    this.queue(() => this.tellText());
  }

  /** Resolves when it has been told, and all before it. @throws what the listener throws, and the signal's reason */
  tell(event: AnalysisEvent): Promise<void> {
    this.queue(() => this.listener?.(event));
    return this.told();
  }

  async told(): Promise<void> {
    await orAborted(this.telling, this.signal);
    if (this.failure) throw this.failure.error;
  }

  private queue(tell: () => Promise<void> | void): void {
    this.telling = this.telling.then(async () => {
      if (this.failure || this.signal.aborted) return;
      try {
        await tell();
      } catch (error) {
        this.failure = { error };
      }
    });
  }

  private tellText(): Promise<void> | void {
    const { text } = this;
    this.text = '';
    if (text !== '') return this.listener?.({ event: 'text', data: { text } });
  }
}
