/** Progress on stderr: one line that is rewritten on a terminal, a line now and then elsewhere. */
export function reportProgress(what: string, total: number | undefined) {
  const { stderr } = process;
  const everyMs = stderr.isTTY ? 100 : 5_000;
  let shownAt = 0;
  let done = 0;
  const show = () => {
    const line = total === undefined ? `${done} ${what}` : `${done} of ${total} ${what}`;
    stderr.write(stderr.isTTY ? `\r${line}` : `${line}\n`);
    shownAt = Date.now();
  };
  return {
    at: (now: number) => {
      done = now;
      if (Date.now() - shownAt >= everyMs) show();
    },
    end: () => {
      show();
      if (stderr.isTTY) stderr.write('\n');
    },
  };
}
