import fuzzysort from 'fuzzysort';
import { useMemo, useState } from 'react';
import { formatCount } from '../../../shared/figures';
import type { Field } from '../../../shared/table';
import { SearchDialog } from '../../base';
import styles from './GoToDialog.module.css';
import type { Cell } from './selection';

/** As many columns as are offered at once. */
const LIMIT = 100;

interface Props {
  columns: readonly Field[];
  /** The columns on show, by place. */
  order: readonly number[];
  rows: number;
  onGoTo(cell: Partial<Cell>): void;
  onClose(): void;
}

/** Goes to a row by its number or to a column by its name. */
export function GoToDialog({ columns, order, rows, onGoTo, onClose }: Props) {
  const [query, setQuery] = useState('');
  const names = useMemo(
    () => order.map((column, place) => ({ place, text: fuzzysort.prepare(columns[column]?.name ?? '') })),
    [columns, order],
  );
  const row = rowOf(query, rows);
  const found = query.trim()
    ? fuzzysort.go(query.trim(), names, { key: 'text', limit: LIMIT, threshold: 0.3 }).map(({ obj }) => obj)
    : names.slice(0, LIMIT);
  const items = [
    ...(row === null ? [] : [{ id: `row ${row}`, content: `Row ${formatCount(row + 1)}` }]),
    ...found.map(({ place, text }) => ({
      id: `column ${place}`,
      content: (
        <span className={styles.column}>
          <span className={styles.name}>{text.target || '(no name)'}</span>
          <span className={styles.type}>{columns[order[place] ?? -1]?.shortType}</span>
        </span>
      ),
    })),
  ];
  return (
    <SearchDialog
      label={`Row number (1 to ${formatCount(rows)}) or column name`}
      isOpen
      query={query}
      items={items}
      empty="No row has this number and no column this name."
      onQuery={setQuery}
      onChoose={(id) => {
        const [what, number] = id.split(' ');
        onClose();
        onGoTo(what === 'row' ? { row: Number(number) } : { column: Number(number) });
      }}
      onClose={onClose}
    />
  );
}

/** The row that a number names, counted from 0; digits may be grouped. The last one for a number beyond it. */
function rowOf(query: string, rows: number): number | null {
  const digits = query.trim().replaceAll(/[,\s_']/g, '');
  if (rows === 0 || !/^\d+$/.test(digits)) return null;
  return Math.min(Math.max(Number(digits), 1), rows) - 1;
}
