import { FileCode2 } from 'lucide-react';
import { useState } from 'react';
import type { SavedQuery } from '../../shared/workspace';
import { classNames, type TreeGridColumn, VirtualTreeGrid } from '../base';
import { openSavedQuery } from '../workspace';
import styles from './Tree.module.css';

const COLUMNS: readonly TreeGridColumn<SavedQuery>[] = [
  {
    title: 'Query',
    cell: ({ name }) => (
      <span className={styles.cell}>
        <FileCode2 size={14} className={styles.icon} aria-hidden="true" />
        <span className={styles.name} title={name}>
          {name}
        </span>
      </span>
    ),
  },
];

/** The saved queries; a click or Enter opens one in a tab. */
export function QueryList({ queries }: { queries: readonly SavedQuery[] }) {
  const [selected, setSelected] = useState<string | null>(null);
  return (
    <VirtualTreeGrid
      label="Saved queries"
      rows={queries}
      place={placeOf}
      columns={COLUMNS}
      widths="minmax(0, 1fr)"
      rowHeight={24}
      indent={20}
      header={false}
      className={classNames(styles.tree, styles.queries)}
      selected={selected}
      onSelect={({ name }) => setSelected(name)}
      onToggle={openSavedQuery}
      onClick={openSavedQuery}
    />
  );
}

function placeOf({ name }: SavedQuery) {
  return { key: name, depth: 0, label: name };
}
