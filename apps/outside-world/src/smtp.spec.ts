import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import type { RunningService } from '@shop/platform';
import { createTransport } from 'nodemailer';
import { start } from './start.js';

const env = { PORT: '0', SMTP_PORT: '0', LOG_LEVEL: 'silent', LOG_FORMAT: 'json' };
const message = { from: '"The shop" <shop@shop.test>', to: 'ada@shop.test', subject: 'Grüße', text: 'Your order …\n' };

type Mail = Record<'id' | 'from' | 'subject' | 'text' | 'receivedAt', string> & { to: string[] };

let world: RunningService;
let transport: ReturnType<typeof createTransport>;

beforeAll(async () => {
  world = await start(env);
  const { url } = (await (await fetch(`${world.url}/smtp`)).json()) as { url: string };
  transport = createTransport(`${url}?pool=true`);
});
afterAll(async () => {
  transport.close();
  await world.stop();
});
beforeEach(() => fetch(`${world.url}/mail`, { method: 'DELETE' }));

async function mails(): Promise<Mail[]> {
  const { items } = (await (await fetch(`${world.url}/mail`)).json()) as { items: Mail[] };
  return items;
}

function fault(body: object) {
  const headers = { 'content-type': 'application/json' };
  return fetch(`${world.url}/faults`, { method: 'POST', headers, body: JSON.stringify(body) });
}

describe('the mail server', () => {
  it('keeps a mail, and shows it in the list, by itself and on the page', async () => {
    await transport.sendMail({ ...message, messageId: '<kept@shop>' });
    const [listed] = await mails();

    expect(listed).toEqual({
      id: expect.any(String) as unknown,
      from: 'shop@shop.test',
      to: ['ada@shop.test'],
      subject: 'Grüße',
      receivedAt: expect.any(String) as unknown,
    });
    const one = await fetch(`${world.url}/mail/${listed?.id}`);
    expect(await one.json()).toMatchObject({ subject: 'Grüße', text: 'Your order …\n', messageId: '<kept@shop>' });
    const page = await fetch(world.url);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(await page.text()).toContain('Grüße');
  });

  it('lists the newest first', async () => {
    await transport.sendMail({ ...message, subject: 'first' });
    await transport.sendMail({ ...message, subject: 'second' });

    expect((await mails()).map(({ subject }) => subject)).toEqual(['second', 'first']);
  });

  it('keeps a Message-ID once, however often and however concurrently it comes', async () => {
    const again = { ...message, messageId: '<once@shop>' };
    await Promise.all([1, 2, 3, 4].map(() => transport.sendMail(again)));
    await transport.sendMail(again);

    expect(await mails()).toHaveLength(1);
  });

  it('answers 451 while a fault is set, and takes the same mail afterwards', async () => {
    await fault({ target: 'mail', times: 1 });
    const retried = { ...message, messageId: '<retried@shop>' };
    await expect(transport.sendMail(retried)).rejects.toMatchObject({ responseCode: 451 });
    expect(await mails()).toEqual([]);
    await transport.sendMail(retried);

    expect(await mails()).toHaveLength(1);
  });

  it('has no mail by a name that it never gave', async () => {
    const response = await fetch(`${world.url}/mail/none`);

    expect([response.status, await response.json()]).toMatchObject([404, { error: { code: 'mail_not_found' } }]);
  });
});

describe('start', () => {
  it('fails when the port for mail is taken, and leaves nothing behind', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    try {
      await expect(start({ ...env, SMTP_PORT: String(port) })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    } finally {
      taken.close();
    }
  });

  it('stops while a client still holds its connection open', async () => {
    const other = await start(env);
    const { url } = (await (await fetch(`${other.url}/smtp`)).json()) as { url: string };
    const idle = createTransport(`${url}?pool=true`);
    await idle.sendMail(message);
    await other.stop();
    idle.close();

    await expect(fetch(other.url)).rejects.toThrow();
  });
});
