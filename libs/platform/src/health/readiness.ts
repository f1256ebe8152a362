/** Whether the start is over: HTTP answers before the consumers run, and until they do the service is not ready. */
export class Readiness {
  private over = false;

  get started(): boolean {
    return this.over;
  }

  markStarted(): void {
    this.over = true;
  }
}
