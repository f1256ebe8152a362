export interface Matcher {
  readonly label: string;
  readonly operator: '=' | '!=' | '=~' | '!~';
  readonly value: string;
}

/** A metric that an expression reads, as it names it (`…_bucket` of a histogram included). */
export interface Selector {
  readonly metric: string;
  readonly matchers: readonly Matcher[];
}

export interface Named {
  readonly selectors: readonly Selector[];
  /** What it groups, matches or joins by. */
  readonly grouping: readonly string[];
}

const TOKENS = /\s+|#[^\n]*|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[a-zA-Z_:][\w:]*|\d[\w.]*|\$\w+|[=!]~|[!=<>]=|./g;
const NAME = /^[a-zA-Z_:][\w:]*$/;
const GROUPING = new Set(['by', 'without', 'on', 'ignoring', 'group_left', 'group_right']);
/** Behind the name of a function or of an aggregation. */
const CALL = new Set(['(', 'by', 'without']);
const WORDS = new Set(['and', 'or', 'unless', 'bool', 'offset', 'inf', 'nan']);

/**
 * The metrics and labels that a PromQL expression names. It reads what is well formed and checks nothing: syntax is promtool's affair.
 * Variables of Grafana may stand wherever a duration or a string may.
 */
export function namedIn(expression: string): Named {
  const tokens = [...expression.matchAll(TOKENS)].map(([token]) => token).filter((token) => !/^(\s|#)/.test(token));
  const selectors: Selector[] = [];
  const grouping: string[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at] ?? '';
    if (token === '[') at = tokens.indexOf(']', at);
    else if (GROUPING.has(token) && tokens[at + 1] === '(') {
      const end = tokens.indexOf(')', at);
      grouping.push(...tokens.slice(at + 2, end).filter((inside) => NAME.test(inside)));
      at = end;
    } else if (NAME.test(token) && !CALL.has(tokens[at + 1] ?? '') && !WORDS.has(token) && !GROUPING.has(token)) {
      const end = tokens[at + 1] === '{' ? tokens.indexOf('}', at) : at;
      selectors.push({ metric: token, matchers: matchersIn(tokens.slice(at + 2, end)) });
      at = end;
    }
  }
  return { selectors, grouping };
}

function matchersIn(tokens: readonly string[]): readonly Matcher[] {
  return tokens.flatMap((token, at) => {
    if (!NAME.test(token)) return [];
    const operator = tokens[at + 1] as Matcher['operator'];
    return [{ label: token, operator, value: unquoted(tokens[at + 2] ?? '') }];
  });
}

function unquoted(literal: string): string {
  return literal.slice(1, -1).replace(/\\(.)/g, '$1');
}
