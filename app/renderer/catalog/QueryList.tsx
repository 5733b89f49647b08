import { FileCode2 } from 'lucide-react';
import type { SavedQuery } from '../../shared/workspace';
import { Tree, TreeRow } from '../base';
import { openSavedQuery } from '../workspace';
import styles from './Tree.module.css';

/** The saved queries; a click or Enter opens one in a tab. */
export function QueryList({ queries }: { queries: readonly SavedQuery[] }) {
  return (
    <Tree
      label="Saved queries"
      onAction={(id) => {
        const query = queries.find(({ name }) => name === id);
        if (query) openSavedQuery(query);
      }}
    >
      {queries.map(({ name }) => (
        <TreeRow key={name} id={name} text={name}>
          <FileCode2 size={14} className={styles.icon} aria-hidden="true" />
          <span className={styles.name} title={name}>
            {name}
          </span>
        </TreeRow>
      ))}
    </Tree>
  );
}
