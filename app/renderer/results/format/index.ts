import type { Data, DataType } from 'apache-arrow';
import { groupDigits } from './numbers';
import { NO_LIMIT, readValue, type ValueTree } from './tree';

export { groupDigits } from './numbers';
export type { ValueTree } from './tree';

/** As many items of a list or map as a cell of the grid shows. */
const CELL_ITEMS = 50;

/** The text of a cell in the grid: digits grouped unless `grouped` is false, long lists cut. Null for NULL. */
export function cellText(data: Data<DataType>, index: number, grouped = true): string | null {
  const tree = readValue(data, index, CELL_ITEMS);
  if (tree === null) return null;
  return tree.kind === 'number' && grouped ? groupDigits(tree.text) : compact(tree);
}

/** The whole value on one line, digits not grouped: for copying. Null for NULL. */
export function plainCell(data: Data<DataType>, index: number): string | null {
  const tree = readValue(data, index, NO_LIMIT);
  return tree === null ? null : compact(tree);
}

/** The whole value, exact. Null for NULL. */
export function readWhole(data: Data<DataType>, index: number): ValueTree {
  return readValue(data, index, NO_LIMIT);
}

/** The whole value, nested ones over several lines. Null for NULL. */
export function prettyCell(data: Data<DataType>, index: number): string | null {
  const tree = readValue(data, index, NO_LIMIT);
  if (tree === null) return null;
  if (tree.kind === 'text') return prettyJson(tree.text) ?? tree.text;
  return 'text' in tree ? tree.text : pretty(tree, '');
}

/** Text that holds a JSON object or array, indented; null for other text. Parsing only checks: numbers keep all digits. */
function prettyJson(text: string): string | null {
  if (!/^\s*[[{]/.test(text)) return null;
  try {
    JSON.parse(text);
  } catch {
    return null;
  }
  let depth = 0;
  const line = () => `\n${'  '.repeat(depth)}`;
  return text.replace(/"(?:[^"\\]|\\.)*"|[[{]\s*[\]}]|[[{\]},:]|\s+/g, (token) => {
    if (token.startsWith('"')) return token;
    if (/^\s+$/.test(token)) return '';
    if (/^[[{]\s*[\]}]$/.test(token)) return token.replace(/\s/g, '');
    if (token === ',') return `,${line()}`;
    if (token === ':') return ': ';
    depth += token === '{' || token === '[' ? 1 : -1;
    return token === '{' || token === '[' ? `${token}${line()}` : `${line()}${token}`;
  });
}

/** A value on one line; within another one texts are quoted. */
export function compact(tree: ValueTree, nested = false): string {
  if (tree === null) return 'null';
  switch (tree.kind) {
    case 'list':
      return `[${[...tree.items.map((item) => compact(item, true)), ...rest(tree.more)].join(', ')}]`;
    case 'entries':
      return `{${[...tree.entries.map(([key, value]) => `${key}: ${compact(value, true)}`), ...rest(tree.more)].join(', ')}}`;
    case 'text':
      return nested ? JSON.stringify(tree.text) : tree.text;
    default:
      return tree.text;
  }
}

function pretty(tree: ValueTree, indent: string): string {
  const deeper = `${indent}  `;
  if (tree === null || 'text' in tree) return compact(tree, true);
  const lines =
    tree.kind === 'list'
      ? tree.items.map((item) => pretty(item, deeper))
      : tree.entries.map(([key, value]) => `${key}: ${pretty(value, deeper)}`);
  const [open, close] = tree.kind === 'list' ? '[]' : '{}';
  if (lines.length === 0) return `${open}${close}`;
  return `${open}\n${lines.map((line) => deeper + line).join(',\n')}\n${indent}${close}`;
}

function rest(more: number): string[] {
  return more > 0 ? [`… ${more} more`] : [];
}
