import { runOnce } from '@shop/platform';
import { rewindGroups } from './rewind/rewind-groups.js';

await runOnce((env) => rewindGroups(process.argv.slice(2), env), process.env);
