import { runInContext } from '@shop/kernel';
import { runAsService, Tracing } from '@shop/telemetry';
import { OtlpReceiver } from '@shop/telemetry/testing';
import type { ReceivedSpan } from '@shop/telemetry/testing';
import { Pool } from 'pg';
import { GroupCommit } from './group-commit.js';
import { freshDatabase } from './testing/fresh-database.js';
import type { FreshDatabase } from './testing/fresh-database.js';

const traceIds = [
  '0af7651916cd43dd8448eb211c80319c',
  '1bf7651916cd43dd8448eb211c80319c',
  '2cf7651916cd43dd8448eb211c80319c',
];
const traceparentOf = (traceId: string, flags = '01') => `00-${traceId}-b7ad6b7169203331-${flags}`;

describe('the spans of a group', () => {
  let database: FreshDatabase;
  let pool: Pool;
  let receiver: OtlpReceiver;
  beforeAll(async () => {
    database = await freshDatabase();
    pool = new Pool({ connectionString: database.url, pipeline: true });
    receiver = await OtlpReceiver.start();
  });
  afterEach(() => receiver.spans.splice(0));
  afterAll(async () => {
    await pool.end();
    await database.drop();
    await receiver.stop();
  });

  type Command = { readonly traceparent: string; readonly decide: () => unknown };

  /** All in one group; gives the spans. */
  async function submitTogether(...commands: readonly Command[]): Promise<readonly ReceivedSpan[]> {
    const settings = { service: 'order-service', endpoint: receiver.url, ratio: 1 };
    const tracing = Tracing.start(settings, { failing: () => undefined, recovered: () => undefined });
    const group = new GroupCommit(pool);
    await runAsService({ name: 'order-service', tracing }, () =>
      Promise.allSettled(
        commands.map(({ traceparent, decide }) =>
          runInContext({ causationId: 'c', traceparent }, () => group.submit({ reads: [], decide })),
        ),
      ),
    );
    await tracing.stop();
    return receiver.spans;
  }
  const named = (spans: readonly ReceivedSpan[], name: RegExp) => spans.filter((span) => name.test(span.name));
  const good = (traceId: string, flags?: string) => ({ traceparent: traceparentOf(traceId, flags), decide: () => 1 });

  it('stay in the trace of each command, and meet by links in the one transaction', async () => {
    const spans = await submitTogether(...traceIds.map((traceId) => good(traceId)));
    const [commits, transactions] = [named(spans, /^commit$/), named(spans, /^TRANSACTION/)];
    expect(commits.map(({ traceId }) => traceId).sort()).toEqual(traceIds);
    expect(transactions).toHaveLength(1);
    const [transaction] = transactions;
    expect(transaction).toMatchObject({
      kind: 'client',
      traceId: traceIds[0],
      attributes: { 'db.system.name': 'postgresql', 'db.operation.batch.size': 3 },
    });
    expect(transaction?.links.map(({ spanId }) => spanId)).toEqual(
      traceIds.map((traceId) => commits.find((commit) => commit.traceId === traceId)?.spanId),
    );
    for (const { links } of commits) expect(links).toEqual([{ traceId: traceIds[0], spanId: transaction?.spanId }]);
  });

  it('are those of the recorded commands alone, in the trace of the first of them', async () => {
    const [first = '', second = ''] = traceIds;
    const spans = await submitTogether(good(first, '00'), good(second));
    expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([second]));
    expect(named(spans, /^TRANSACTION/)[0]?.links).toHaveLength(1);
  });

  it('are none where nothing is recorded', async () => {
    expect(await submitTogether(...traceIds.map((traceId) => good(traceId, '00')))).toEqual([]);
  });

  it('show which command was refused, and spare the others', async () => {
    const refuse = () => {
      throw new TypeError('no');
    };
    const [bad = '', fine = ''] = traceIds;
    const spans = await submitTogether({ traceparent: traceparentOf(bad), decide: refuse }, good(fine));
    const failed = named(spans, /^commit$/).filter(({ isError }) => isError);
    expect(failed).toMatchObject([{ traceId: bad, attributes: { 'error.type': 'TypeError' } }]);
  });
});
