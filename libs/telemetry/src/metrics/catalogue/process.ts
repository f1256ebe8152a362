import { gauge } from '../definition.js';
import { everyProcess } from './who.js';

export const appInfo = gauge({
  name: 'app_info',
  help: '1, with what is running.',
  labels: { version: 'the version of the shop', node: 'the version of Node' },
  from: everyProcess,
});
