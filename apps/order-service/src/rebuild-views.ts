import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { unavailable } from '@shop/kernel';
import { databaseConfig, loadConfig, runOnce } from '@shop/platform';
import { Pool } from 'pg';
import { z } from 'zod';
import { rebuildViews } from './recovery/rebuild-views.js';

const config = z.object({ DATABASE_URL: databaseConfig.DATABASE_URL });

/** `node dist/rebuild-views.js [--check]`: after a restore, or after a projection was at fault. With --check it ends with 1 if one is. */
await runOnce(async (env) => {
  const { check = false } = parseArgs({ options: { check: { type: 'boolean' } } }).values;
  const pool = new Pool({ connectionString: loadConfig(config, env).DATABASE_URL.reveal(), max: 2 });
  try {
    const rebuilt = await rebuildViews(pool, { mode: check ? 'check' : 'rebuild' });
    process.stdout.write(`${JSON.stringify(rebuilt)}\n`);
    if (check && rebuilt.wrong + rebuilt.orphans > 0)
      throw unavailable('views.wrong', 'Views are not as their events.');
  } finally {
    await pool.end();
  }
}, process.env);
