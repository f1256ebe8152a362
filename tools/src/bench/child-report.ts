import type { ChildReport } from './measure-child.js';

/** The child's side of `measureChild`: runs `work` on the task that it was given, and ends when the parent lets go or dies. */
export async function runAsChild<Task>(
  work: (task: Task, report: (what: ChildReport) => void) => Promise<void>,
): Promise<void> {
  const released = new Promise<void>((resolve) => process.on('disconnect', () => resolve()));
  const report = (what: ChildReport) => void process.send?.(what);
  try {
    await work(JSON.parse(process.argv[2] ?? '{}') as Task, report);
  } catch (error) {
    report({ kind: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
  await released;
  process.exit(0);
}
