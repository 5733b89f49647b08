export { openSettings } from './actions';
export { SettingsDialog } from './SettingsDialog';
