import { useEffect } from 'react';
import type { MenuCommand } from '../../shared/ipc/contract';
import { isModalOpen } from '../base';
import { platform, subscribe } from '../bridge';
import { reopenTab } from '../workspace';
import { commandOfKey, type KeyCommand } from './keys';
import { cycleRegion } from './regions';

const MENU = '[role="menu"]';

/** Where Enter is an answer. */
const ANSWERED = `[role="dialog"], [role="alertdialog"], ${MENU}`;

/** Commands that act on a field of the dialog, if it has the focus, and else on nothing. */
const IN_DIALOGS: readonly KeyCommand[] = ['edit.undo', 'edit.redo', 'edit.selectAll'];

/**
 * Keys that work wherever the focus is, and the commands of the application
 * menu. A key handled here is taken from the menu, so that nothing happens twice.
 * While a modal dialog asks, they do nothing: they would act on what is behind it.
 */
export function useKeys(commands: Record<MenuCommand, () => void>): void {
  useEffect(() => {
    const actions: Record<KeyCommand, () => void> = {
      ...commands,
      'tab.reopen': () => reopenTab(),
      'region.next': () => cycleRegion(1),
      'region.previous': () => cycleRegion(-1),
    };
    const perform = (command: KeyCommand) => {
      if (!isModalOpen() || IN_DIALOGS.includes(command)) actions[command]();
    };
    const mac = platform() === 'darwin';
    // A table, a cell or a button under the focus would take Enter for its own, with any modifier.
    const onEnter = (event: KeyboardEvent) => {
      const command = event.key === 'Enter' && !isIn(event.target, ANSWERED) && commandOfKey(event, mac);
      if (!command) return;
      event.preventDefault();
      event.stopPropagation();
      if (!event.repeat) perform(command);
    };
    const onKeyDown = (event: KeyboardEvent) => {
      const command = event.defaultPrevented ? undefined : commandOfKey(event, mac);
      if (!command) return;
      event.preventDefault();
      // A key held down repeats; one run is meant. An open menu takes every key, as the system's do.
      if (!event.repeat && !isIn(event.target, MENU)) perform(command);
    };
    window.addEventListener('keydown', onEnter, true);
    window.addEventListener('keydown', onKeyDown);
    const stop = subscribe('menu:chosen', ({ command }) => perform(command));
    return () => {
      window.removeEventListener('keydown', onEnter, true);
      window.removeEventListener('keydown', onKeyDown);
      stop();
    };
  }, [commands]);
}

function isIn(target: EventTarget | null, selector: string): boolean {
  return target instanceof Element && target.closest(selector) !== null;
}
