import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

export interface ReceivedMail {
  readonly to: string;
  readonly messageId: string | undefined;
  readonly subject: string | undefined;
  readonly raw: string;
}

/** A real SMTP server. Keeps every delivery, repetitions too: what comes twice is to be seen. */
export interface MailReceiver {
  readonly url: string;
  readonly mails: readonly ReceivedMail[];
  /** Refuses this recipient for good. */
  refuse(address: string): void;
  /** Keeps the next mail to this recipient and answers that it could not: the sender does not learn of its success. */
  loseAnswerTo(address: string): void;
  goDown(): Promise<void>;
  /** Again where it was. */
  comeUp(): Promise<void>;
}

export async function startMailReceiver(): Promise<MailReceiver> {
  const mails: ReceivedMail[] = [];
  const [refused, unanswered] = [new Set<string>(), new Set<string>()];
  let port = 0;
  let server: SMTPServer;
  const comeUp = async () => {
    server = smtpServer(mails, refused, unanswered);
    await once(server.listen(port, '127.0.0.1'), 'listening');
    ({ port } = server.server.address() as AddressInfo);
  };
  await comeUp();
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    refuse: (address) => void refused.add(address),
    loseAnswerTo: (address) => void unanswered.add(address),
    goDown: () => new Promise((resolve) => server.close(() => resolve())),
    comeUp,
  };
}

function smtpServer(mails: ReceivedMail[], refused: ReadonlySet<string>, unanswered: Set<string>): SMTPServer {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 100,
    onRcptTo: ({ address }, _session, done) =>
      done(refused.has(address) ? Object.assign(new Error('No such mailbox'), { responseCode: 550 }) : null),
    onData: (stream, { envelope }, done) => {
      const to = envelope.rcptTo.map(({ address }) => address).join();
      void text(stream).then((raw) => {
        mails.push({ to, messageId: header(raw, 'Message-ID'), subject: header(raw, 'Subject'), raw });
        done(unanswered.delete(to) ? Object.assign(new Error('Try later'), { responseCode: 451 }) : null);
      });
    },
  });
  // A client that breaks off is what some tests are about.
  server.on('error', () => undefined);
  return server;
}

function header(raw: string, name: string): string | undefined {
  return new RegExp(`^${name}: (.*)$`, 'im').exec(raw)?.[1]?.trim();
}
