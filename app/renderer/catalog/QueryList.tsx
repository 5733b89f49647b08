import { FileCode2 } from 'lucide-react';
import { Tree, TreeItem, TreeItemContent } from 'react-aria-components';
import type { SavedQuery } from '../../shared/workspace';
import { classNames } from '../base';
import { openSavedQuery } from '../workspace';
import styles from './Tree.module.css';

/** The saved queries; a click or Enter opens one in a tab. */
export function QueryList({ queries }: { queries: readonly SavedQuery[] }) {
  return (
    <Tree
      aria-label="Saved queries"
      className={classNames(styles.tree)}
      onAction={(key) => {
        const query = queries.find(({ name }) => name === key);
        if (query) openSavedQuery(query);
      }}
    >
      {queries.map(({ name }) => (
        <TreeItem key={name} id={name} textValue={name} className={classNames(styles.row)}>
          <TreeItemContent>
            <FileCode2 size={14} className={styles.icon} aria-hidden="true" />
            <span className={styles.name} title={name}>
              {name}
            </span>
          </TreeItemContent>
        </TreeItem>
      ))}
    </Tree>
  );
}
