import type { ValueTree } from '../format';

/** A value as JSON: numbers with all their digits, infinities and NaN as text, everything without a JSON type as text. */
export function jsonOf(tree: ValueTree): string {
  if (tree === null) return 'null';
  switch (tree.kind) {
    case 'number':
      return /^-?\d/.test(tree.text) ? tree.text : JSON.stringify(tree.text);
    case 'boolean':
      return tree.text;
    case 'list':
      return `[${tree.items.map(jsonOf).join(', ')}]`;
    case 'entries':
      return `{${tree.entries.map(([key, value]) => `${JSON.stringify(key)}: ${jsonOf(value)}`).join(', ')}}`;
    default:
      return JSON.stringify(tree.text);
  }
}
