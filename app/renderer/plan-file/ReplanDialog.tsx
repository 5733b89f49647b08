import { lineDiff } from '../../shared/lineDiff';
import type { Replanned } from '../../shared/planFile';
import { Button, Dialog } from '../base';
import styles from './Dialogs.module.css';

interface Props {
  /** The saved plan and the new one; null while there is nothing to compare. */
  replanned: Replanned | null;
  onClose(): void;
  onRun(replanned: Replanned): void;
}

/** Shows how the plan that was made anew differs from the saved one, and runs it on agreement. */
export function ReplanDialog({ replanned, onClose, onRun }: Props) {
  const same = replanned?.saved === replanned?.fresh;
  return (
    <Dialog
      title="Planned again from its SQL"
      wide
      isOpen={replanned !== null}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button
            variant="primary"
            onPress={() => {
              onClose();
              if (replanned) onRun(replanned);
            }}
          >
            {replanned?.consent ? 'Run the new plan…' : 'Run the new plan'}
          </Button>
        </>
      }
    >
      <p>{same ? 'The new plan is the same as the saved one.' : '- is the saved plan, + the new one.'}</p>
      {replanned && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling pane has to be reachable by keyboard
        <section aria-label="Difference of the plans" tabIndex={0} className={styles.diff}>
          {lineDiff(replanned.saved, replanned.fresh).map(({ sign, text }, index) => (
            <div
              key={index}
              className={sign === '+' ? styles.added : sign === '-' ? styles.removed : undefined}
            >
              {sign} {text}
            </div>
          ))}
        </section>
      )}
    </Dialog>
  );
}
