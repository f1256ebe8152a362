import { listAt, textAt, textsAt, textsByKey } from './tree.js';
import type { Tree } from './tree.js';

export type Labels = Readonly<Record<string, string>>;

/** Whether a LabelSelector (`matchLabels`, `matchExpressions`) means an object with these labels; an empty one means all. */
export function selects(selector: Tree, labels: Labels): boolean {
  return (
    hasLabels(labels, textsByKey(selector, 'matchLabels')) &&
    listAt(selector, 'matchExpressions').every((expression) => holds(expression, labels))
  );
}

/** Whether all of the wanted labels are there: a Service's selector, or `matchLabels`. */
export function hasLabels(labels: Labels, wanted: Labels): boolean {
  return Object.entries(wanted).every(([key, value]) => labels[key] === value);
}

function holds(expression: Tree, labels: Labels): boolean {
  const value = labels[textAt(expression, 'key') ?? ''];
  const values = textsAt(expression, 'values');
  switch (textAt(expression, 'operator')) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return false;
  }
}
