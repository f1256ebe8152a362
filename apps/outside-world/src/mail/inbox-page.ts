import type { KeptMail } from './mailbox.js';

const SHOWN = 100;

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (character) => escapes[character] ?? character);

/** The newest mails as a page to look at, no scripts. Everything in a mail is foreign text: all of it is escaped. */
export function inboxPage(mails: readonly KeptMail[]): string {
  const shown = mails.slice(0, SHOWN);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Mail of the demo shop</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem }
  details { border-bottom: 1px solid #ccc; padding: .5rem 0 }
  time { color: #666 }
  pre { white-space: pre-wrap; background: #f5f5f5; padding: 1rem }
</style>
<h1>Mail of the demo shop</h1>
<p>${mails.length} kept, the newest ${shown.length} shown. Reload to see more.</p>
${shown.map(mailEntry).join('\n')}
</html>
`;
}

function mailEntry({ receivedAt, to, subject, from, text }: KeptMail): string {
  return `<details>
<summary><time>${receivedAt}</time> to ${escapeHtml(to.join(', '))}: <strong>${escapeHtml(subject)}</strong></summary>
<p>From ${escapeHtml(from)}</p>
<pre>${escapeHtml(text)}</pre>
</details>`;
}
