type Letter =
  | ('A' | 'B' | 'C' | 'D' | 'E' | 'F' | 'G' | 'H' | 'I' | 'J' | 'K' | 'L' | 'M')
  | ('N' | 'O' | 'P' | 'Q' | 'R' | 'S' | 'T' | 'U' | 'V' | 'W' | 'X' | 'Y' | 'Z');
type Digit = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9';
type Named =
  | ('.' | ',' | '=' | '-' | 'Plus')
  | ('Enter' | 'Tab' | 'Delete' | 'Space' | 'PageUp' | 'PageDown')
  | ('ArrowLeft' | 'ArrowRight' | 'ArrowDown')
  | ('F1' | 'F2' | 'F6');
/** Keys of the number pad, by Electron's names. */
type Numpad = 'num0' | 'numadd' | 'numsub';
type Modifiers = '' | 'Mod+' | 'Mod+Shift+' | 'Ctrl+' | 'Ctrl+Shift+' | 'Shift+' | 'Alt+' | 'Alt+Shift+';

/** A key combination. `Mod` is the system's main modifier: Ctrl, on a Mac Cmd. */
export type Chord = `${Modifiers}${Letter | Digit | Named | Numpad}`;

interface Parts {
  mod: boolean;
  ctrl: boolean;
  alt: boolean;
  shift: boolean;
  key: string;
}

function partsOf(chord: Chord): Parts {
  const words = chord.split('+');
  const key = words.pop() ?? '';
  const has = (word: string) => words.includes(word);
  return { mod: has('Mod'), ctrl: has('Ctrl'), alt: has('Alt'), shift: has('Shift'), key };
}

/** The part of a keyboard event that a chord is compared with. */
export interface KeyPress {
  key: string;
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

/**
 * Whether a key press is this chord, with exactly its modifiers. Layouts differ in which digits and
 * signs take Shift: with those it may be held.
 */
export function matches(press: KeyPress, chord: Chord, mac: boolean): boolean {
  const { mod, ctrl, alt, shift, key } = partsOf(chord);
  const anyShift = !shift && (key === 'Plus' || /^[^A-Z]$/.test(key));
  return (
    press.altKey === alt &&
    (anyShift || press.shiftKey === shift) &&
    press.ctrlKey === (ctrl || (mod && !mac)) &&
    press.metaKey === (mod && mac) &&
    keyName(press) === (CHARACTERS[key] ?? key)
  );
}

/** What the keys give whose names are words. */
const CHARACTERS: Record<string, string> = { Plus: '+', Space: ' ' };

/** The key by its chord name. A layout without Latin letters (Russian, Greek) is read by the key's position. */
function keyName({ key, code }: KeyPress): string {
  if (key.length !== 1) return key;
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  return letter && key > '\u007f' ? letter : key.toUpperCase();
}

/** The chord as an accelerator of Electron's menus: https://www.electronjs.org/docs/latest/api/accelerator */
export function acceleratorOf(chord: Chord): string {
  return chord.replace('Mod', 'CmdOrCtrl');
}

const KEY_NAMES: Record<string, string> = {
  Plus: '+',
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowDown: '↓',
  num0: 'Num 0',
  numadd: 'Num +',
  numsub: 'Num -',
};

/** As in Apple's menus. */
const MAC_SIGNS: Record<string, string> = { Enter: '↵', Tab: '⇥', Delete: '⌦', PageUp: '⇞', PageDown: '⇟' };

/** The chord as users read it: `Ctrl+Shift+T`, on a Mac `⇧⌘T`. */
export function keysText(chord: Chord, mac: boolean): string {
  const { mod, ctrl, alt, shift, key } = partsOf(chord);
  const name = KEY_NAMES[key] ?? key;
  if (mac)
    return `${ctrl ? '⌃' : ''}${alt ? '⌥' : ''}${shift ? '⇧' : ''}${mod ? '⌘' : ''}${MAC_SIGNS[key] ?? name}`;
  return [(mod || ctrl) && 'Ctrl', alt && 'Alt', shift && 'Shift', name].filter(Boolean).join('+');
}

/** The chord as the attribute `aria-keyshortcuts`: https://www.w3.org/TR/wai-aria-1.2/#aria-keyshortcuts */
export function ariaKeys(chord: Chord, mac: boolean): string {
  const { mod, ctrl, alt, shift, key } = partsOf(chord);
  const modifiers = [
    (ctrl || (mod && !mac)) && 'Control',
    mod && mac && 'Meta',
    alt && 'Alt',
    shift && 'Shift',
  ].filter(Boolean);
  return [...modifiers, key].join('+');
}
