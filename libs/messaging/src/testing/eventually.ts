import { setTimeout as delay } from 'node:timers/promises';

/** Resolves once the assertion holds; rejects with its last error after `withinMs`. */
export async function eventually(assertion: () => void | Promise<void>, withinMs = 15_000): Promise<void> {
  const until = Date.now() + withinMs;
  for (;;) {
    try {
      await assertion();
      return;
    } catch (error) {
      if (Date.now() >= until) throw error;
    }
    await delay(10);
  }
}

/** A door that handlers wait at until the test opens it. */
export function gate(): { readonly opened: Promise<void>; open(): void } {
  let open = () => undefined as void;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open: () => open() };
}
