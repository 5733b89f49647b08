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
    const onKeyDown = (event: KeyboardEvent) => {
      const command = event.defaultPrevented ? undefined : commandOfKey(event, mac);
      if (!command) return;
      event.preventDefault();
      // A key held down repeats; one run is meant.
      if (!event.repeat) actions[command]();
    };
    window.addEventListener('keydown', onKeyDown);
    const stop = subscribe('menu:chosen', ({ command }) => actions[command]());
    return () => {
      window.removeEventListener('keydown', onKeyDown);
      stop();
    };
  }, [commands]);
}
