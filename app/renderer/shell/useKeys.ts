import { useEffect } from 'react';
import type { MenuCommand } from '../../shared/ipc/contract';
import { platform, subscribe } from '../bridge';
import { reopenTab } from '../workspace';
import { commandOfKey, type KeyCommand } from './keys';
import { cycleRegion } from './regions';

/**
 * Keys that work wherever the focus is, and the commands of the application
 * menu. A key handled here is taken from the menu, so that nothing happens twice.
 */
export function useKeys(commands: Record<MenuCommand, () => void>): void {
  useEffect(() => {
    const actions: Record<KeyCommand, () => void> = {
      ...commands,
      'tab.reopen': () => reopenTab(),
      'region.next': () => cycleRegion(1),
      'region.previous': () => cycleRegion(-1),
    };
    const mac = platform() === 'darwin';
    // A table, a cell or a button under the focus would take Enter for its own, with any modifier.
    const onEnter = (event: KeyboardEvent) => {
      const command = event.key === 'Enter' && !isInOverlay(event.target) && commandOfKey(event, mac);
      if (!command) return;
      event.preventDefault();
      event.stopPropagation();
      if (!event.repeat) actions[command]();
    };
    const onKeyDown = (event: KeyboardEvent) => {
      const command = event.defaultPrevented ? undefined : commandOfKey(event, mac);
      if (!command) return;
      event.preventDefault();
      // A key held down repeats; one run is meant.
      if (!event.repeat) actions[command]();
    };
    window.addEventListener('keydown', onEnter, true);
    window.addEventListener('keydown', onKeyDown);
    const stop = subscribe('menu:chosen', ({ command }) => actions[command]());
    return () => {
      window.removeEventListener('keydown', onEnter, true);
      window.removeEventListener('keydown', onKeyDown);
      stop();
    };
  }, [commands]);
}

/** True in a dialog or a menu: Enter is an answer there. */
function isInOverlay(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest('[role="dialog"], [role="alertdialog"], [role="menu"]') !== null
  );
}
