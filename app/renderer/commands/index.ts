export { CommandButton, CommandIconButton } from './CommandButton';
export { CommandPalette } from './CommandPalette';
export { type CommandTarget, connectCommands, runCommand } from './dispatch';
export { isScopedKey, keysLabel, scopedAriaKeys, scopedKeysLabel } from './keys';
export { ShortcutsDialog } from './ShortcutsDialog';
export { openShortcuts, togglePalette } from './store';
export { commandActions } from './useCommand';
export { useCommandKeys } from './useCommandKeys';
