import { ChevronDown } from 'lucide-react';
import { formatQuantity } from '../../shared/figures';
import { Button, MenuButton } from '../base';
import { CommandButton, commandActions } from '../commands';
import { useEditor } from '../editor';
import { isActive, useRun } from '../query';
import styles from './ActionBar.module.css';

const EXPORTS = ['plan.export.logical', 'plan.export.optimized', 'plan.export.physical'] as const;

/** What can be done with the statement at the cursor. */
export function ActionBar({ tabId }: { tabId: string }) {
  const running = isActive(useRun(tabId));
  const statement = useEditor((state) => state.statement);
  const selected = useEditor((state) => state.selected);

  return (
    <div role="toolbar" aria-label="Query actions" className={styles.bar} data-region="actions">
      {running ? (
        <CommandButton command="query.cancel" variant="danger" className={styles.run}>
          Cancel
        </CommandButton>
      ) : (
        <CommandButton command="query.run" variant="primary" className={styles.run} showKeys>
          Run
        </CommandButton>
      )}
      <CommandButton command="query.explain">Explain</CommandButton>
      <CommandButton command="plan.save" />
      <MenuButton label="Export plan bytes" actions={commandActions(EXPORTS)}>
        <Button>
          Export <ChevronDown size={13} aria-hidden="true" />
        </Button>
      </MenuButton>
      <span className={styles.statement}>
        {selected > 0
          ? `${formatQuantity(selected, 'character')} selected`
          : statement && `Statement ${statement.number} of ${statement.count}`}
      </span>
    </div>
  );
}
