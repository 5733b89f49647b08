import { useMemo, useState } from 'react';
import { formatCount } from '../../../shared/figures';
import type { Field } from '../../../shared/table';
import { Button, CheckList, Dialog, TextField } from '../../base';
import { type Arrangement, initialArrangement, showColumns } from './arrangement';
import styles from './ColumnsDialog.module.css';

interface Props {
  columns: readonly Field[];
  arrangement: Arrangement;
  onArrange(next: Arrangement): void;
  onClose(): void;
}

/** All columns of a result, to be found by name, shown and hidden. */
export function ColumnsDialog({ columns, arrangement, onArrange, onClose }: Props) {
  const [query, setQuery] = useState('');
  const shown = useMemo(() => new Set(arrangement.order), [arrangement.order]);
  const found = useMemo(() => {
    const wanted = query.trim().toLowerCase();
    return columns
      .map(({ name, shortType }, id) => ({ id, title: name, note: shortType }))
      .filter(({ title }) => title.toLowerCase().includes(wanted));
  }, [columns, query]);

  /** Applies to the columns that are found; the others stay as they are. One column is always on show. */
  function choose(selected: ReadonlySet<number> | 'all') {
    const next = new Set(shown);
    for (const { id } of found) {
      if (selected === 'all' || selected.has(id)) next.add(id);
      else next.delete(id);
    }
    if (next.size === 0) next.add(arrangement.order[0] ?? 0);
    onArrange(showColumns(arrangement, next));
  }

  return (
    <Dialog
      title="Columns"
      isOpen
      onClose={onClose}
      focus="field"
      actions={
        <>
          <Button onPress={() => onArrange(initialArrangement(columns.length))}>Reset</Button>
          <Button variant="primary" onPress={onClose}>
            Done
          </Button>
        </>
      }
    >
      <div className={styles.columns}>
        <TextField label="Find" value={query} placeholder="Name of a column" onChange={setQuery} />
        <div className={styles.bar}>
          <span role="status" className={styles.count}>
            {formatCount(shown.size)} of {formatCount(columns.length)} shown
            {query.trim() !== '' && `, ${formatCount(found.length)} found`}
          </span>
          <Button variant="quiet" isDisabled={found.length === 0} onPress={() => choose('all')}>
            Show {query.trim() ? 'found' : 'all'}
          </Button>
          <Button variant="quiet" isDisabled={found.length === 0} onPress={() => choose(new Set())}>
            Hide {query.trim() ? 'found' : 'all'}
          </Button>
        </div>
        <CheckList
          label="Columns on show"
          items={found}
          checked={shown}
          empty="No column has this name."
          onChange={choose}
        />
      </div>
    </Dialog>
  );
}
