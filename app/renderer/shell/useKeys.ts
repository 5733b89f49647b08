import { useEffect } from 'react';
import type { MenuCommand } from '../../shared/ipc/contract';
import { subscribe } from '../bridge';
import { reopenTab } from '../workspace';
import { cycleRegion } from './regions';

/**
 * Keys that work wherever the focus is, and the commands of the application
 * menu. A key handled here is taken from the menu, so that nothing happens twice.
 */
export function useKeys(commands: Record<MenuCommand, () => void>): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      const action = actionOf(event, commands);
      if (!action) return;
      event.preventDefault();
      action();
    };
    window.addEventListener('keydown', onKeyDown);
    const stop = subscribe('menu:chosen', ({ command }) => commands[command]());
    return () => {
      window.removeEventListener('keydown', onKeyDown);
      stop();
    };
  }, [commands]);
}

function actionOf(event: KeyboardEvent, commands: Record<MenuCommand, () => void>): (() => void) | undefined {
  if (event.key === 'F6') return () => cycleRegion(event.shiftKey ? -1 : 1);
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return undefined;
  if (event.shiftKey) {
    if (event.key === 'Enter') return commands['query.explain'];
    return event.key.toLowerCase() === 't' ? () => reopenTab() : undefined;
  }
  switch (event.key) {
    case 'Enter':
      return commands['query.run'];
    case 'PageDown':
      return commands['tab.next'];
    case 'PageUp':
      return commands['tab.previous'];
    case 'f':
      return commands['edit.find'];
    default:
      return undefined;
  }
}
