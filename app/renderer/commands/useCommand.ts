import { useSyncExternalStore } from 'react';
import { commandOf, type WindowCommand } from '../../shared/commands/registry';
import type { MenuAction } from '../base';
import { reasonAgainst, runCommand, subscribeCommands } from './dispatch';
import { keysLabel } from './keys';

export interface CommandState {
  title: string;
  /** As text; undefined when it has none. */
  keys: string | undefined;
  /** Why it does not apply now; null when it does. */
  reason: string | null;
  run(): void;
}

/** A command as buttons and menus need it; renders again when it begins or ceases to apply. */
export function useCommand(id: WindowCommand): CommandState {
  const reason = useSyncExternalStore(subscribeCommands, () => reasonAgainst(id));
  return { title: commandOf(id).title, keys: keysLabel(id), reason, run: () => runCommand(id) };
}

/** Commands as items of a menu that opens now. */
export function commandActions(ids: readonly WindowCommand[]): MenuAction[] {
  return ids.map((id) => {
    const { title, description } = commandOf(id);
    const disabled = reasonAgainst(id) !== null;
    return { id, title, disabled, run: () => runCommand(id), ...(description && { description }) };
  });
}
