/**
 * Says that the service has begun to stop. In DI for whoever holds a response open (Server-Sent Events): close it when `signal`
 * aborts, for the stop waits for open responses.
 */
export class Stopping {
  private readonly controller = new AbortController();
  readonly signal: AbortSignal = this.controller.signal;

  begin(): void {
    this.controller.abort();
  }
}
