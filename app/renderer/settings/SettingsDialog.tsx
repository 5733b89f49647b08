import { Button, Dialog } from '../base';
import { Approvals } from './Approvals';
import { closeSettings } from './actions';
import { ResultLimits } from './ResultLimits';
import { useSettings } from './store';

/** The user's settings. */
export function SettingsDialog() {
  const isOpen = useSettings((state) => state.isOpen);
  return (
    <Dialog
      title="Settings"
      isOpen={isOpen}
      onClose={closeSettings}
      actions={
        <Button variant="primary" onPress={closeSettings}>
          Done
        </Button>
      }
    >
      <ResultLimits />
      <Approvals />
    </Dialog>
  );
}
