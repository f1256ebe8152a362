import Sequencer from '@jest/test-sequencer';

/** The gentle files first: what breaks the shop for a while stands at the end, and the worst of it last. */
const last = ['killed-processes', 'second-replica', 'chaos'];

export default class TestOrder extends Sequencer {
  sort(tests) {
    const place = ({ path }) => last.findIndex((name) => path.endsWith(`/${name}.e2e.spec.ts`));
    return [...tests].sort((a, b) => place(a) - place(b) || a.path.localeCompare(b.path));
  }
}
