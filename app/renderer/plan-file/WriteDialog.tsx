import { useState } from 'react';
import type { PlanInspection } from '../../shared/planFile';
import { printable } from '../../shared/printable';
import { Button, Checkbox, Dialog } from '../base';
import styles from './Dialogs.module.css';
import { readableUrl } from './readableUrl';

interface Props {
  /** What is asked for; null while nothing is. */
  plan: Pick<PlanInspection, 'path' | 'writes' | 'extensions'> | null;
  /** Whether the answer can be kept for these bytes. */
  canRemember: boolean;
  onClose(): void;
  onAllow(remember: boolean): void;
}

/** Asks before a saved plan writes. The answer holds for this run, unless it is to be remembered. */
export function WriteDialog({ plan, canRemember, onClose, onAllow }: Props) {
  const [remember, setRemember] = useState(false);
  const close = () => {
    setRemember(false);
    onClose();
  };
  return (
    <Dialog
      role="alertdialog"
      title="Let this plan write?"
      isOpen={plan !== null}
      onClose={close}
      actions={
        <>
          <Button onPress={close}>Cancel</Button>
          <Button
            variant="danger"
            onPress={() => {
              close();
              onAllow(canRemember && remember);
            }}
          >
            Run and write
          </Button>
        </>
      }
    >
      <p>Running it would:</p>
      {/* Without a name of its own: that would be read out in place of what it holds. */}
      <ul className={styles.list}>
        {plan?.writes.map(({ operator, target }, index) => (
          <li key={index}>
            {operator}
            <code className={styles.code}>{readableUrl(target)}</code>
          </li>
        ))}
        {plan?.extensions.map(({ operator, codec }, index) => (
          <li key={index}>
            Hand work to an extension, which may do anything
            <code className={styles.code}>
              {printable(operator)}, codec {printable(codec)}
            </code>
          </li>
        ))}
      </ul>
      <p>This is what its bytes say. Files that are there already may be replaced.</p>
      {canRemember && (
        <div className={styles.choice}>
          <Checkbox isSelected={remember} onChange={setRemember}>
            Approve these very bytes from now on. Settings lists approvals and takes them back.
          </Checkbox>
        </div>
      )}
    </Dialog>
  );
}
