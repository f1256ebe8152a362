import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import type { SMTPServerDataStream, SMTPServerSession } from 'smtp-server';
import { wait } from '../edge/wait.js';
import { FaultBoard } from '../faults/fault-board.js';
import { Mailbox } from './mailbox.js';
import type { IncomingMail } from './mailbox.js';

export interface SmtpSettings {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
}

/** "Try again later" (RFC 5321, 4.2.3): what a mail server says when the fault is its own. */
const TRY_LATER = 451;

/** Takes mail for anybody from anybody, over plain SMTP, and puts it into the mailbox. */
@Injectable()
export class SmtpInbox implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('smtp');
  private readonly server: SMTPServer;

  constructor(
    private readonly settings: SmtpSettings,
    private readonly mailbox: Mailbox,
    private readonly faults: FaultBoard,
  ) {
    this.server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['AUTH', 'STARTTLS'],
      disableReverseLookup: true, // the name of 127.0.0.1 would be asked for over the network, for every connection
      size: 1024 * 1024,
      closeTimeout: 500, // clients keep connections open for the next mail; a stop does not wait for that
      onData: (stream, session, done) => {
        this.receive(stream, session).then(
          (id) => done(null, `kept as ${id}`),
          (error: unknown) => done(Object.assign(new Error(String(error)), { responseCode: TRY_LATER })),
        );
      },
    });
    this.server.on('error', (error) => this.logger.debug(`client: ${error.message}`));
  }

  /** Where it listens, for example `smtp://127.0.0.1:1025`. */
  get url(): string {
    const { address, port } = this.server.server.address() as AddressInfo;
    return `smtp://${address}:${port}`;
  }

  async onApplicationBootstrap(): Promise<void> {
    const { host, port } = this.settings;
    // `once` rejects on "error": a port that is taken fails the start instead of a later mail.
    await once(this.server.listen(port, host), 'listening');
    this.logger.log(`takes mail at ${this.url}`);
  }

  async onModuleDestroy(): Promise<void> {
    await new Promise<void>((resolve) => this.server.close(resolve));
  }

  private async receive(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<string> {
    const raw = await buffer(stream); // to its end in any case: SMTP has no answer before the last line
    const fault = this.faults.take('mail');
    if (fault?.status !== undefined) {
      await wait(fault.delayMs ?? 0);
      throw new Error('A fault that was asked for.');
    }
    const id = this.mailbox.keep(await read(raw, session));
    if (fault?.delayMs !== undefined) await wait(fault.delayMs);
    return id;
  }
}

async function read(raw: Buffer, { envelope }: SMTPServerSession): Promise<IncomingMail> {
  const { messageId, from, subject = '', text = '' } = await PostalMime.parse(raw);
  const sender = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
  return {
    messageId,
    from: from?.address ?? sender,
    to: envelope.rcptTo.map(({ address }) => address),
    subject,
    text,
  };
}
