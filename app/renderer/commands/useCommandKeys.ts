import { useEffect } from 'react';
import { isWindowCommand } from '../../shared/commands/registry';
import { subscribe } from '../bridge';
import { runUnlessModal } from './dispatch';
import { commandOfKey, isMac } from './keys';

const MENU = '[role="menu"]';

/** Where Enter is an answer. */
const ANSWERED = `[role="dialog"], [role="alertdialog"], ${MENU}`;

/**
 * The keys of commands wherever the focus is, and what is chosen in the application menu. A key that
 * is handled here is taken from the menu, so that nothing happens twice.
 */
export function useCommandKeys(): void {
  useEffect(() => {
    const mac = isMac();
    // A table, a cell or a button under the focus would take Enter for its own, with any modifier.
    const onEnter = (event: KeyboardEvent) => {
      const command = event.key === 'Enter' && !isIn(event.target, ANSWERED) && commandOfKey(event, mac);
      if (!command) return;
      event.preventDefault();
      event.stopPropagation();
      if (!event.repeat) runUnlessModal(command);
    };
    const onKeyDown = (event: KeyboardEvent) => {
      const command = event.defaultPrevented ? undefined : commandOfKey(event, mac);
      if (!command) return;
      event.preventDefault();
      // A key held down repeats; one run is meant. An open menu takes every key, as the system's do.
      if (!event.repeat && !isIn(event.target, MENU)) runUnlessModal(command);
    };
    window.addEventListener('keydown', onEnter, true);
    window.addEventListener('keydown', onKeyDown);
    const stop = subscribe('menu:chosen', ({ command }) => {
      if (isWindowCommand(command)) runUnlessModal(command);
    });
    return () => {
      window.removeEventListener('keydown', onEnter, true);
      window.removeEventListener('keydown', onKeyDown);
      stop();
    };
  }, []);
}

function isIn(target: EventTarget | null, selector: string): boolean {
  return target instanceof Element && target.closest(selector) !== null;
}
