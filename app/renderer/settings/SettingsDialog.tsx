import { Button, Dialog, Segment, SegmentedControl } from '../base';
import { Approvals } from './Approvals';
import { closeSettings, showPart } from './actions';
import { ResultLimits } from './ResultLimits';
import { SessionSettings } from './SessionSettings';
import styles from './SettingsDialog.module.css';
import { useSettings } from './store';

/** The user's settings: those of the session, limits of results, and plans that may write. */
export function SettingsDialog() {
  const isOpen = useSettings((state) => state.isOpen);
  const part = useSettings((state) => state.part);
  return (
    <Dialog
      title="Settings"
      isOpen={isOpen}
      onClose={closeSettings}
      wide
      actions={
        <Button variant="primary" onPress={closeSettings}>
          Done
        </Button>
      }
    >
      <SegmentedControl
        label="Part of the settings"
        selected={part}
        className={styles.parts}
        onSelect={showPart}
      >
        <Segment value="session" className={styles.part}>
          Session
        </Segment>
        <Segment value="results" className={styles.part}>
          Results
        </Segment>
        <Segment value="approvals" className={styles.part}>
          Approvals
        </Segment>
      </SegmentedControl>
      {part === 'session' && <SessionSettings />}
      {part === 'results' && <ResultLimits />}
      {part === 'approvals' && <Approvals />}
    </Dialog>
  );
}
