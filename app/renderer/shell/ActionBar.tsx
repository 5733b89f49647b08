import { ChevronDown } from 'lucide-react';
import { formatQuantity } from '../../shared/figures';
import { Button, Kbd, MenuButton } from '../base';
import { modKey, platform } from '../bridge';
import { useEditor } from '../editor';
import { isActive, useRunPart } from '../query';
import styles from './ActionBar.module.css';
import { cancelActive, explainActive, exportActivePlan, runActive, saveActivePlan } from './runs';

const EXPORTS = [
  { kind: 'logical', title: 'Logical plan bytes', description: 'As planned, before the optimizer' },
  { kind: 'optimized', title: 'Optimized plan bytes', description: 'The logical plan after the optimizer' },
  { kind: 'physical', title: 'Physical plan bytes', description: 'What would be executed' },
] as const;

/** What can be done with the statement at the cursor. */
export function ActionBar({ tabId }: { tabId: string }) {
  const running = useRunPart(tabId, isActive);
  const enter = platform() === 'darwin' ? `${modKey()}↵` : `${modKey()} ↵`;

  return (
    <div role="toolbar" aria-label="Query actions" className={styles.bar} data-region="actions">
      {running ? (
        <Button variant="danger" className={styles.run} onPress={cancelActive}>
          Cancel
        </Button>
      ) : (
        <Button variant="primary" className={styles.run} onPress={() => void runActive()}>
          Run <Kbd keys={enter} plain />
        </Button>
      )}
      <Button isDisabled={running} onPress={() => void explainActive()}>
        Explain
      </Button>
      <Button onPress={() => void saveActivePlan()}>Save plan…</Button>
      <MenuButton
        label="Export plan bytes"
        actions={EXPORTS.map(({ kind, title, description }) => ({
          id: kind,
          title,
          description,
          run: () => void exportActivePlan(kind),
        }))}
      >
        <Button>
          Export <ChevronDown size={13} aria-hidden="true" />
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
