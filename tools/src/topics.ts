import { runOnce } from '@shop/platform';
import { makeTopics } from './topics/make-topics.js';

await runOnce(makeTopics, process.env);
