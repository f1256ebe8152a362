import { Controller, Delete, Get, Header, HttpCode, Param, UseFilters } from '@nestjs/common';
import { AllowAccess } from '@shop/platform';
import { OwnErrorFilter } from '../edge/own-error.filter.js';
import { inboxPage } from './inbox-page.js';
import { Mailbox } from './mailbox.js';
import { SmtpInbox } from './smtp-inbox.js';

/** What has come by mail, to look at. Mail is sent over SMTP. */
@AllowAccess('anyone')
@Controller()
@UseFilters(new OwnErrorFilter())
export class MailController {
  constructor(
    private readonly mailbox: Mailbox,
    private readonly smtp: SmtpInbox,
  ) {}

  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'")
  page(): string {
    return inboxPage(this.mailbox.newestFirst());
  }

  @Get('smtp')
  address() {
    return { url: this.smtp.url };
  }

  @Get('mail')
  list() {
    const mails = this.mailbox.newestFirst();
    return { items: mails.map(({ id, from, to, subject, receivedAt }) => ({ id, from, to, subject, receivedAt })) };
  }

  @Get('mail/:id')
  find(@Param('id') id: string) {
    return this.mailbox.find(id);
  }

  @Delete('mail')
  @HttpCode(204)
  deleteAll(): void {
    this.mailbox.deleteAll();
  }
}
