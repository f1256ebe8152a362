import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describeKafka } from '@shop/messaging/testing';
import { repositoryRoot } from '../infrastructure/repository.js';
import type { DrillReport } from './report.js';

const run = promisify(execFile);
const WITHIN_MS = 500_000;

jest.setTimeout(WITHIN_MS + 20_000);

describeKafka('the drill', () => {
  it('ends with a shop that agrees with itself and the world, though its databases were restored to different moments', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'shop-drill-spec-'));
    const json = join(directory, 'report.json');
    const script = join(repositoryRoot, 'tools/dist/drill.js');
    // Without the order service's own, its archive might have been complete by chance, and nothing forgotten.
    const skew = ['order-service=8', 'payment-service=11', 'inventory-service=6'].flatMap((one) => ['--skew', one]);
    try {
      const { stdout } = await run(process.execPath, [script, '--quick', '--json', json, ...skew], {
        timeout: WITHIN_MS,
        maxBuffer: 10_000_000,
      });
      const report = JSON.parse(readFileSync(json, 'utf8')) as DrillReport;
      expect(report.faults).toEqual([]);
      expect(stdout).toContain('Consistent: orders, payments, stock, labels');
      expect(report.forgotten.orders).toBeGreaterThan(0);
      expect(report.lost.orders).toBeLessThan(report.forgotten.orders);
      expect(report.recovered['payment-service']).toMatchObject({ unknown: 0, refunds: 0 });
      expect(report.rewoundRecords['payment-service']).toBeGreaterThan(0);
      expect(report.views.areTheSame).toBe(true);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });
});
