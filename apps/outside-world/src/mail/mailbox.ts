import { AppError, newId } from '@shop/kernel';
import type { Memory } from '../memory/memory.js';
import type { Recent } from '../memory/recent.js';

export interface IncomingMail {
  /** The Message-ID header; a mail without one is never taken for a repetition. */
  readonly messageId: string | undefined;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
}

export interface KeptMail extends IncomingMail {
  readonly id: string;
  readonly receivedAt: string;
}

/** Every mail that has come, once per Message-ID. */
export class Mailbox {
  private readonly mails: Recent<string, KeptMail>;
  private readonly seen: Recent<string, string>;

  constructor(
    private readonly memory: Memory,
    limit: number,
  ) {
    this.mails = memory.shelf('mails', limit);
    this.seen = memory.shelf('mail-ids', limit);
  }

  /** Returns the id that the mail has here: of a repetition the id of the first, even if that has been deleted since. */
  keep(mail: IncomingMail): string {
    const known = mail.messageId === undefined ? undefined : this.seen.get(mail.messageId);
    if (known !== undefined) return known;
    return this.memory.together(() => {
      const id = newId();
      this.mails.set(id, { id, ...mail, receivedAt: new Date().toISOString() });
      if (mail.messageId !== undefined) this.seen.set(mail.messageId, id);
      return id;
    });
  }

  /** @throws AppError `not-found`. */
  find(id: string): KeptMail {
    const mail = this.mails.get(id);
    if (!mail) throw new AppError('not-found', 'mail_not_found', `There is no mail ${id}.`);
    return mail;
  }

  newestFirst(): readonly KeptMail[] {
    return this.mails.newestFirst();
  }

  deleteAll(): void {
    this.mails.clear();
  }
}
