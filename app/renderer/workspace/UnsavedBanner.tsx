import { TriangleAlert } from 'lucide-react';
import { Button } from '../base';
import { saveAgain } from './autosave';
import { useWorkspace } from './store';
import styles from './UnsavedBanner.module.css';

/** Shows what is not being saved, where and why, and what to do; hidden while everything is saved. */
export function UnsavedBanner() {
  const unsaved = useWorkspace((state) => state.unsaved);
  if (!unsaved) return null;
  return (
    <section className={styles.banner} role="alert" aria-label="Not saved">
      <TriangleAlert size={16} className={styles.icon} aria-hidden="true" />
      <div className={styles.text}>
        <p>
          <strong>Changes are not being saved.</strong> Query tabs, layout and the list of tables will be lost
          when this window closes.
        </p>
        <p className={styles.more}>
          {unsaved.message} {unsaved.hint}
        </p>
      </div>
      <Button onPress={saveAgain}>Try again</Button>
    </section>
  );
}
