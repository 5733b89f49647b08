import { expect, it } from 'vitest';
import type { Chord } from '../../shared/commands/chord';
import {
  COMMAND_IDS,
  commandOf,
  isWindowCommand,
  keysOf,
  WINDOW_COMMANDS,
} from '../../shared/commands/registry';
import { commandOfKey } from './keys';

/** The event that pressing a chord would give. */
function press(chord: Chord, mac: boolean) {
  const words = chord.split('+');
  const last = words.at(-1) ?? '';
  const mod = words.includes('Mod');
  const shiftKey = words.includes('Shift');
  const key = last.length === 1 && !shiftKey ? last.toLowerCase() : last;
  return {
    key,
    code: '',
    ctrlKey: words.includes('Ctrl') || (mod && !mac),
    metaKey: mod && mac,
    altKey: false,
    shiftKey,
  };
}

it.each([false, true])('finds every command of the window by each of its keys, on a Mac: %s', (mac) => {
  for (const id of WINDOW_COMMANDS) {
    for (const chord of keysOf(id, mac)) {
      const left = commandOf(id).keysOfFields;
      expect([chord, commandOfKey(press(chord, mac), mac)]).toEqual([chord, left ? undefined : id]);
    }
  }
});

it('leaves to the menu what Electron or the main process does', () => {
  for (const id of COMMAND_IDS.filter((id) => !isWindowCommand(id)))
    for (const chord of keysOf(id, false)) expect(commandOfKey(press(chord, false), false)).toBeUndefined();
});

it('leaves plain keys and keys with Alt alone', () => {
  for (const key of ['t', 'Enter', '1', '.']) {
    expect(commandOfKey({ ...press('F6', false), key }, false)).toBeUndefined();
    expect(commandOfKey({ ...press('Mod+T', false), key, altKey: true }, false)).toBeUndefined();
  }
});
