/**
 * Resolves at the first SIGINT, SIGTERM or SIGHUP, or when bootstrap.mjs, which holds the other end of our channel, is gone.
 * All that follow are ignored: Ctrl-C arrives from the terminal, from npm and from bootstrap.
 */
export function stopRequested(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
    process.on('disconnect', () => resolve());
  });
}
