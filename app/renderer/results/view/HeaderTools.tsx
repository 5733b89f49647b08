import { ArrowDown, ArrowUp, ArrowUpDown, Filter } from 'lucide-react';
import { createContext, useContext, useState } from 'react';
import { createPortal } from 'react-dom';
import { classNames, PopoverDialog } from '../../base';
import type { ShownRows } from '../../query';
import { cycleSort } from './actions';
import { FilterForm } from './FilterForm';
import styles from './HeaderTools.module.css';
import { directionOf } from './sortKeys';
import { useResultView } from './store';

/** The rows whose columns can be sorted and filtered; null where they cannot. */
export const ArrangedRows = createContext<ShownRows | null>(null);

/** Sorts and filters by a column: two small buttons in its header, seen when it is pointed at or in use. */
export function HeaderTools({ column }: { column: number }) {
  const rows = useContext(ArrangedRows);
  return rows && <Tools rows={rows} column={column} />;
}

function Tools({ rows, column }: { rows: ShownRows; column: number }) {
  const { queryId, columns, count } = rows;
  const { sort, filter } = useResultView(queryId);
  const [box, setBox] = useState<DOMRect | null>(null);
  const field = columns[column];
  if (!field) return null;
  const direction = directionOf(sort, column);
  const rank = sort.length > 1 ? sort.findIndex((key) => key.column === column) + 1 : 0;
  const isFiltered = filter.some((entry) => entry.column === column);
  const Arrow = direction === null ? ArrowUpDown : direction === 'ascending' ? ArrowUp : ArrowDown;
  return (
    // A click in the header beside them selects the column.
    // biome-ignore lint/a11y/noStaticElementInteractions: only keeps clicks of its buttons to itself
    // biome-ignore lint/a11y/useKeyWithClickEvents: the buttons have keys
    <span
      className={styles.tools}
      data-used={direction !== null || isFiltered || undefined}
      onClick={(event) => event.stopPropagation()}
    >
      <button
        type="button"
        tabIndex={-1}
        className={classNames(styles.tool, direction !== null && styles.used)}
        aria-label={`Sort by ${field.name}`}
        title={`Sort by ${field.name}: ascending, descending, not. Shift adds to the other columns.`}
        onClick={(event) => void cycleSort(queryId, column, event.shiftKey, count)}
      >
        <Arrow size={12} aria-hidden="true" />
        {rank > 0 && direction !== null && <span className={styles.rank}>{rank}</span>}
      </button>
      <button
        type="button"
        tabIndex={-1}
        className={classNames(styles.tool, isFiltered && styles.used)}
        aria-label={`Filter by ${field.name}`}
        title={`Filter by ${field.name}`}
        onClick={(event) => setBox(event.currentTarget.getBoundingClientRect())}
      >
        <Filter size={12} aria-hidden="true" />
      </button>
      {box &&
        // The cells of the header are moved by a transform, which its anchor must not be.
        createPortal(
          <PopoverDialog label={`Filter by ${field.name}`} box={box} onClose={() => setBox(null)}>
            <FilterForm rows={rows} column={column} onDone={() => setBox(null)} />
          </PopoverDialog>,
          document.body,
        )}
    </span>
  );
}
