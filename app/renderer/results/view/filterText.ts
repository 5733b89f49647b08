import type { FilterOp, RowFilter } from '../../../shared/resultView';
import type { Field } from '../../../shared/table';

/** In the order of the list. */
export const OPERATORS: readonly { id: FilterOp; title: string; sign: string }[] = [
  { id: 'equals', title: 'equals', sign: '=' },
  { id: 'notEquals', title: 'does not equal', sign: '≠' },
  { id: 'contains', title: 'contains', sign: 'contains' },
  { id: 'less', title: 'is less than', sign: '<' },
  { id: 'greater', title: 'is greater than', sign: '>' },
  { id: 'between', title: 'is between', sign: 'between' },
  { id: 'in', title: 'is one of', sign: 'in' },
  { id: 'isNull', title: 'is null', sign: 'is null' },
  { id: 'isNotNull', title: 'is not null', sign: 'is not null' },
];

/** How many values an operator takes; null for any number. */
export function valueCount(op: FilterOp): number | null {
  if (op === 'isNull' || op === 'isNotNull') return 0;
  if (op === 'between') return 2;
  return op === 'in' ? null : 1;
}

/** Nested values can only be searched by their text. */
export function operatorsFor(field: Field): typeof OPERATORS {
  const nested = ['list', 'struct', 'map', 'null', 'other'].includes(field.kind);
  return nested ? OPERATORS.filter(({ id }) => ['contains', 'isNull', 'isNotNull'].includes(id)) : OPERATORS;
}

/** What a new filter of a column begins with. */
export function firstOperator(field: Field): FilterOp {
  return field.kind === 'text' ? 'contains' : (operatorsFor(field)[0]?.id ?? 'contains');
}

/** `price between 1 and 5`, for a chip. */
export function filterText(columns: readonly Field[], { column, op, values }: RowFilter): string {
  const name = columns[column]?.name ?? `column ${column + 1}`;
  const sign = OPERATORS.find(({ id }) => id === op)?.sign ?? op;
  if (values.length === 0) return `${name} ${sign}`;
  const shown = op === 'between' ? values.join(' and ') : values.join(', ');
  return `${name} ${sign} ${shown.length > 60 ? `${shown.slice(0, 60)}…` : shown}`;
}
