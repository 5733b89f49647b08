import type { MenuCommand } from '../../shared/ipc/contract';

/** What a key can mean anywhere in the window: a command of the menu, or one that has no place there. */
export type KeyCommand = MenuCommand | 'tab.reopen' | 'region.next' | 'region.previous';

/** By key with the system's main modifier (Ctrl, on a Mac Cmd); the same as in the application menu. */
const WITH_MOD: Record<string, KeyCommand> = {
  t: 'tab.new',
  w: 'tab.close',
  o: 'file.open',
  s: 'plan.save',
  f: 'edit.find',
  b: 'view.sidebar',
  '1': 'view.results',
  '2': 'view.plan',
  '3': 'view.messages',
  '.': 'query.cancel',
  ',': 'settings.open',
  Enter: 'query.run',
};

const WITH_MOD_AND_SHIFT: Record<string, KeyCommand> = {
  t: 'tab.reopen',
  o: 'plan.open',
  Enter: 'query.explain',
};

type Key = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** The command of a key press, or undefined when it means nothing here. */
export function commandOfKey(event: Key, mac: boolean): KeyCommand | undefined {
  const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
  if (altKey) return undefined;
  if (key === 'F6') return shiftKey ? 'region.previous' : 'region.next';
  if (ctrlKey && key === 'Tab') return shiftKey ? 'tab.previous' : 'tab.next';
  if (ctrlKey && !shiftKey && key === 'PageDown') return 'tab.next';
  if (ctrlKey && !shiftKey && key === 'PageUp') return 'tab.previous';
  const mod = mac ? metaKey && !ctrlKey : ctrlKey && !metaKey;
  if (!mod) return undefined;
  // With Shift, letters arrive in capitals.
  const name = key.length === 1 ? key.toLowerCase() : key;
  return (shiftKey ? WITH_MOD_AND_SHIFT : WITH_MOD)[name];
}
