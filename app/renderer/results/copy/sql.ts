import type { Field } from '../../../shared/table';
import type { ValueTree } from '../format';

/** A value as an SQL literal that DataFusion reads back as the same value; NULL for null. */
export function sqlLiteral(tree: ValueTree, field: Field): string {
  if (tree === null) return 'NULL';
  if (tree.kind === 'list') return `[${tree.items.map(nestedLiteral).join(', ')}]`;
  if (tree.kind === 'entries') return entriesLiteral(tree, field.kind === 'map');
  const { text } = tree;
  switch (field.kind) {
    case 'integer':
    case 'boolean':
      return text;
    case 'text':
      return quoted(text);
    case 'float':
      return floatLiteral(text);
    case 'decimal': {
      // A bare decimal number is a DOUBLE for DataFusion.
      const size = /\((\d+), ?(-?\d+)\)/.exec(field.type);
      return size ? `CAST('${text}' AS DECIMAL(${size[1]}, ${size[2]}))` : casted(text, field);
    }
    case 'date':
      return /^\d{4}-\d{2}-\d{2}$/.test(text) ? `DATE '${text}'` : casted(text, field);
    case 'interval':
      return `INTERVAL ${quoted(
        text
          .replace(/\by\b/, 'years')
          .replace(/\bmon\b/, 'months')
          .replace(/\bd\b/, 'days'),
      )}`;
    case 'binary':
      return `X'${text.slice(2)}'`;
    case 'duration':
      return casted(text, field);
    default:
      return tree.kind === 'other' ? casted(text, field) : nestedLiteral(tree);
  }
}

/** Inside lists and structs no column says what a value is. */
function nestedLiteral(tree: ValueTree): string {
  if (tree === null) return 'NULL';
  switch (tree.kind) {
    case 'number':
      return floatLiteral(tree.text);
    case 'boolean':
      return tree.text;
    case 'list':
      return `[${tree.items.map(nestedLiteral).join(', ')}]`;
    case 'entries':
      return entriesLiteral(tree, false);
    default:
      return quoted(tree.text);
  }
}

function entriesLiteral(tree: Extract<ValueTree, { kind: 'entries' }>, isMap: boolean): string {
  const parts = tree.entries.map(([key, value]) => [quoted(key), nestedLiteral(value)] as const);
  if (isMap) return `MAP {${parts.map(([key, value]) => `${key}: ${value}`).join(', ')}}`;
  return `named_struct(${parts.flat().join(', ')})`;
}

function floatLiteral(text: string): string {
  return /^-?\d/.test(text) ? text : `CAST('${text}' AS DOUBLE)`;
}

/** By Arrow's name of the type, which DataFusion's `arrow_cast` reads. */
function casted(text: string, field: Field): string {
  return `arrow_cast(${quoted(text)}, ${quoted(field.type)})`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

export function sqlIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
