import { useState } from 'react';
import type { ConsentItem } from '../../shared/planFile';
import { printable } from '../../shared/printable';
import { Button, Checkbox, Dialog } from '../base';
import styles from './Dialogs.module.css';
import { readableUrl } from './readableUrl';

interface Props {
  /** The plan that needs consent; null if there is none. */
  asks: readonly ConsentItem[] | null;
  /** Whether the answer can be kept for these bytes. */
  canRemember: boolean;
  onClose(): void;
  onAllow(remember: boolean): void;
}

/** Asks before a saved plan does more than read. The answer holds for this run, unless it is to be remembered. */
export function WriteDialog({ asks, canRemember, onClose, onAllow }: Props) {
  const [remember, setRemember] = useState(false);
  const words = WORDS[weightiest(asks ?? [])];
  const close = () => {
    setRemember(false);
    onClose();
  };
  return (
    <Dialog
      role="alertdialog"
      title={`Allow this plan to ${words.title}?`}
      isOpen={asks !== null}
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
            {words.run}
          </Button>
        </>
      }
    >
      <p>Running it would:</p>
      {/* Without a name of its own: that would be read out in place of what it holds. */}
      <ul className={styles.list}>
        {asks?.map(({ effect, action, target }, index) => (
          <li key={index}>
            {printable(action)}
            {ANYTHING.has(effect) && ', which may do anything'}
            <code className={styles.code}>{readableUrl(target)}</code>
          </li>
        ))}
      </ul>
      <p>Read from the plan itself, not from its SQL. {words.note}</p>
      {canRemember && (
        <div className={styles.choice}>
          <Checkbox isSelected={remember} onChange={setRemember}>
            Always allow this exact plan. You can revoke this in Settings.
          </Checkbox>
        </div>
      )}
    </Dialog>
  );
}

type Effect = ConsentItem['effect'];

const WORDS: Record<Effect, { title: string; run: string; note: string }> = {
  writes: { title: 'write files', run: 'Run and write', note: 'Existing files may be replaced.' },
  changesSession: { title: 'change the session', run: 'Run and change', note: '' },
  runsForeignCode: { title: 'run the code of an extension', run: 'Run', note: '' },
  unknown: { title: 'run parts of an unknown kind', run: 'Run', note: '' },
};

const ANYTHING: ReadonlySet<Effect> = new Set<Effect>(['runsForeignCode', 'unknown']);

/** What the question is about: that which may do the most, but a write is named before all else. */
function weightiest(asks: readonly ConsentItem[]): Effect {
  const order: readonly Effect[] = ['writes', 'unknown', 'runsForeignCode', 'changesSession'];
  return order.find((effect) => asks.some((item) => item.effect === effect)) ?? 'writes';
}
