import { Memory } from '../memory/memory.js';
import { inboxPage } from './inbox-page.js';
import { Mailbox } from './mailbox.js';

const mail = (messageId: string | undefined, subject = 'Hello') => ({
  messageId,
  from: 'shop@shop.test',
  to: ['ada@shop.test'],
  subject,
  text: 'Hello!',
});

describe('Mailbox', () => {
  it('keeps a Message-ID once, even when its mail has been deleted in between', () => {
    const mailbox = new Mailbox(new Memory(), 10);
    const id = mailbox.keep(mail('<1@shop>'));
    expect(mailbox.keep(mail('<1@shop>', 'again'))).toBe(id);
    expect(mailbox.newestFirst()).toHaveLength(1);
    mailbox.deleteAll();
    mailbox.keep(mail('<1@shop>'));

    expect(mailbox.newestFirst()).toEqual([]);
  });

  it('never takes mails without a Message-ID for repetitions', () => {
    const mailbox = new Mailbox(new Memory(), 10);
    mailbox.keep(mail(undefined));
    mailbox.keep(mail(undefined));

    expect(mailbox.newestFirst()).toHaveLength(2);
  });

  it('forgets the oldest mails beyond its limit', () => {
    const mailbox = new Mailbox(new Memory(), 2);
    for (const subject of ['one', 'two', 'three']) mailbox.keep(mail(undefined, subject));

    expect(mailbox.newestFirst().map(({ subject }) => subject)).toEqual(['three', 'two']);
  });
});

describe('the inbox page', () => {
  it('shows mails without letting them write markup into the page', () => {
    const mailbox = new Mailbox(new Memory(), 10);
    mailbox.keep({ ...mail(undefined, '<script>alert(1)</script>'), text: `"&'</pre>` });
    const page = inboxPage(mailbox.newestFirst());

    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).toContain('&quot;&amp;&#39;&lt;/pre&gt;');
    expect(page).not.toContain('<script>');
  });
});
