import { ChevronDown } from 'lucide-react';
import { formatQuantity } from '../../shared/figures';
import type { DocumentId } from '../../shared/identity';
import { Button, MenuButton } from '../base';
import { CommandButton, commandActions } from '../commands';
import { useEditor } from '../editor';
import { isActive, useRunPart } from '../query';
import styles from './ActionBar.module.css';

const EXPORTS = ['plan.export.logical', 'plan.export.optimized', 'plan.export.physical'] as const;

/** What can be done with the statement at the cursor. */
export function ActionBar({ documentId }: { documentId: DocumentId }) {
  const running = useRunPart(documentId, isActive);

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
      <CommandButton command="rows.export" />
      <CommandButton command="plan.save" />
      <MenuButton label="Export plan bytes" actions={commandActions(EXPORTS)}>
        <Button>
          Export plan bytes <ChevronDown size={13} aria-hidden="true" />
        </Button>
      </MenuButton>
      <StatementText />
    </div>
  );
}

/** What would run: apart from the buttons, as it changes while the text is typed. */
function StatementText() {
  const text = useEditor(({ selected, statement }) =>
    selected > 0
      ? `${formatQuantity(selected, 'character')} selected`
      : statement && `Statement ${statement.number} of ${statement.count}`,
  );
  return <span className={styles.statement}>{text}</span>;
}
