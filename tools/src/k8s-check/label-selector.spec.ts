import { selects } from './label-selector.js';

const labels = { app: 'orders', track: 'canary' };
const expression = (operator: string, values: readonly string[] = []) => ({
  matchExpressions: [{ key: 'track', operator, values }],
});

describe('a label selector', () => {
  it('means everything when it is empty', () => {
    expect(selects({}, labels)).toBe(true);
  });

  it('asks for all of its labels', () => {
    expect(selects({ matchLabels: { app: 'orders' } }, labels)).toBe(true);
    expect(selects({ matchLabels: { app: 'orders', track: 'stable' } }, labels)).toBe(false);
  });

  it.each([
    ['In', ['canary'], true],
    ['In', ['stable'], false],
    ['NotIn', ['stable'], true],
    ['NotIn', ['canary'], false],
    ['Exists', [], true],
    ['DoesNotExist', [], false],
  ])('understands %s %j', (operator, values, expected) => {
    expect(selects(expression(operator, values), labels)).toBe(expected);
  });
});
