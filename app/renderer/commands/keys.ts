import { ariaKeys, type Chord, type KeyPress, keysText, matches } from '../../shared/commands/chord';
import {
  type CommandId,
  commandOf,
  keysOf,
  SCOPED_KEYS,
  type ScopedKeyId,
  WINDOW_COMMANDS,
  type WindowCommand,
} from '../../shared/commands/registry';
import { platform } from '../bridge';

export const isMac = () => platform() === 'darwin';

/** The command of a key press anywhere in the window; undefined when it has none, or leaves its keys to fields. */
export function commandOfKey(press: KeyPress, mac: boolean): WindowCommand | undefined {
  return WINDOW_COMMANDS.find(
    (id) => !commandOf(id).keysOfFields && keysOf(id, mac).some((chord) => matches(press, chord, mac)),
  );
}

/** Whether a key press in a part of the window means `id` there. */
export function isScopedKey(press: KeyPress, id: ScopedKeyId): boolean {
  const chords: readonly Chord[] = SCOPED_KEYS[id].keys;
  return chords.some((chord) => matches(press, chord, isMac()));
}

/** The keys that mean `id` in a part of the window, as text; undefined when it has none. */
export function scopedKeysLabel(id: ScopedKeyId): string | undefined {
  const [first]: readonly Chord[] = SCOPED_KEYS[id].keys;
  return first && keysText(first, isMac());
}

/** Those keys as the attribute `aria-keyshortcuts`. */
export function scopedAriaKeys(...ids: readonly ScopedKeyId[]): string {
  return ids
    .flatMap((id) => (SCOPED_KEYS[id].keys as readonly Chord[]).map((chord) => ariaKeys(chord, isMac())))
    .join(' ');
}

/** The keys of a command as text; undefined when it has none. */
export function keysLabel(id: CommandId): string | undefined {
  const [first] = keysOf(id, isMac());
  return first && keysText(first, isMac());
}
