import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';

jest.setTimeout(60_000);

const root = join(__dirname, '../../..');
const order = { reference: 'order-1', amountMinor: 1_000, currency: 'USD', token: 'tok_visa' };
const label = {
  reference: 'order-1',
  address: { name: 'Ada', street: '1 Main St', city: 'London', postalCode: 'N1', country: 'GB' },
  parcels: [{ sku: 'tea', quantity: 2 }],
};

let directory: string;
let child: ChildProcess;
let url: string;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'outside-world-'));
  await begin();
});
afterEach(async () => {
  await kill();
  rmSync(directory, { recursive: true });
});

/** A real process of its own, of the sources as they are. */
async function begin(): Promise<void> {
  const loader = ['--conditions=@shop/source', '--import', '@swc-node/register/esm-register'];
  const env = { PORT: '0', SMTP_PORT: '0', LOG_FORMAT: 'json', STATE_DIR: join(directory, 'state') };
  child = spawn(process.execPath, [...loader, join(__dirname, 'main.ts')], {
    cwd: root,
    env: { ...process.env, ...env, LOG_LEVEL: 'info', TS_NODE_PROJECT: join(root, 'tsconfig.base.json') },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  url = await addressOf(child);
}

/** Reads on after that: a process whose output nobody reads is another test. */
function addressOf({ stdout }: ChildProcess): Promise<string> {
  let output = '';
  return new Promise((resolve, reject) => {
    stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const [, address] = /outside-world answers at (http:[^"\s]+)/.exec(output) ?? [];
      if (address !== undefined) resolve(address);
    });
    stdout?.once('close', () => reject(new Error(`It has ended: ${output}`)));
  });
}

async function kill(): Promise<void> {
  if (child.signalCode !== null || child.exitCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

async function restart(): Promise<void> {
  await kill();
  expect(child.signalCode).toBe('SIGKILL');
  await begin();
}

async function get(path: string): Promise<unknown> {
  return (await fetch(`${url}${path}`)).json();
}

async function post(path: string, body: unknown, key: string) {
  const headers = { 'content-type': 'application/json', 'idempotency-key': key };
  const response = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: response.status, body: (await response.json()) as { id: string } };
}

describe('an outside world that is killed and started again', () => {
  it('refunds a charge of before, and takes no money twice for the same key', async () => {
    const charged = await post('/payments/charges', order, 'pay');
    const { id: chargeId } = charged.body;
    await restart();
    expect(await post('/payments/charges', order, 'pay')).toEqual(charged);
    const refunded = await post('/payments/refunds', { chargeId, amountMinor: 600 }, 'refund');
    expect(refunded.status).toBe(201);
    await restart();

    expect(await post('/payments/refunds', { chargeId, amountMinor: 600 }, 'refund')).toEqual(refunded);
    expect(await post('/payments/refunds', { chargeId, amountMinor: 600 }, 'more')).toMatchObject({ status: 409 });
    expect(await get(`/payments/charges/${chargeId}`)).toMatchObject({ refundedMinor: 600 });
    expect(await get('/payments/balance')).toEqual({
      capturedMinor: 1_000,
      refundedMinor: 600,
      charges: 1,
      refunds: 1,
    });
  });

  it('has made the slow charge that it was killed over, refusals and attempts of a flaky card in mind', async () => {
    const declined = await post('/payments/charges', { ...order, token: 'tok_declined' }, 'declined');
    const slow = { ...order, token: 'tok_slow' };
    const cutOff = expect(post('/payments/charges', slow, 'slow')).rejects.toThrow();
    while (((await get('/payments/balance')) as { charges: number }).charges === 0);
    const flaky = { ...order, token: 'tok_flaky' };
    expect(await post('/payments/charges', flaky, 'flaky')).toMatchObject({ status: 503 });
    await restart();
    await cutOff;

    expect(await post('/payments/charges', slow, 'slow')).toMatchObject({ status: 201 });
    expect(await get('/payments/balance')).toMatchObject({ charges: 1 });
    expect(await post('/payments/charges', order, 'declined')).toEqual(declined);
    expect(await post('/payments/charges', flaky, 'flaky')).toMatchObject({ status: 503 });
    expect(await post('/payments/charges', flaky, 'flaky')).toMatchObject({ status: 201 });
  });

  it('has its labels and voids, and every message that came', async () => {
    const made = await post('/carrier/labels', label, 'label');
    const other = await post('/carrier/labels', label, 'other');
    await post(`/carrier/labels/${made.body.id}/void`, {}, 'void');
    const texted = await post('/sms', { to: '+44 20', text: 'one' }, 'sms');
    await post('/push', { userId: 'u1', title: 'Shop', text: 'two' }, 'push');
    await mail();
    const seen = await Promise.all(['/carrier/labels', '/sms', '/push', '/mail'].map(get));
    await restart();
    await mail();

    expect(await Promise.all(['/carrier/labels', '/sms', '/push', '/mail'].map(get))).toEqual(seen);
    expect(await post('/carrier/labels', label, 'label')).toEqual(made);
    expect(await post('/sms', { to: '+44 20', text: 'one' }, 'sms')).toEqual(texted);
    expect(seen).toMatchObject([
      {
        items: [
          { id: other.body.id, status: 'created' },
          { id: made.body.id, status: 'void' },
        ],
      },
      { items: [{ text: 'one' }] },
      { items: [{ text: 'two' }] },
      { items: [{ subject: 'Your order' }] },
    ]);
  });
});

async function mail(): Promise<void> {
  const { url: smtp } = (await get('/smtp')) as { url: string };
  const message = { from: 'shop@shop.test', to: 'ada@shop.test', subject: 'Your order', text: 'Thanks.' };
  await createTransport(smtp).sendMail({ ...message, messageId: '<order-1@shop>' });
}
