import { describe, expect, it } from 'vitest';
import { acceleratorOf, ariaKeys, keysText, matches } from './chord';

const press = (key: string, ...held: ('ctrl' | 'meta' | 'alt' | 'shift')[]) => ({
  key,
  code: '',
  ctrlKey: held.includes('ctrl'),
  metaKey: held.includes('meta'),
  altKey: held.includes('alt'),
  shiftKey: held.includes('shift'),
});

describe('matches', () => {
  it('takes Cmd for Mod on a Mac and Ctrl elsewhere, without other modifiers', () => {
    expect(matches(press('t', 'ctrl'), 'Mod+T', false)).toBe(true);
    expect(matches(press('t', 'meta'), 'Mod+T', true)).toBe(true);
    expect(matches(press('t', 'ctrl'), 'Mod+T', true)).toBe(false);
    expect(matches(press('t', 'ctrl', 'meta'), 'Mod+T', false)).toBe(false);
    expect(matches(press('t', 'ctrl', 'alt'), 'Mod+T', false)).toBe(false);
    expect(matches(press('T', 'ctrl', 'shift'), 'Mod+T', false)).toBe(false);
    expect(matches(press('t'), 'Mod+T', false)).toBe(false);
  });

  it('keeps Ctrl on a Mac where a chord names it', () => {
    expect(matches(press('Tab', 'ctrl'), 'Ctrl+Tab', true)).toBe(true);
    expect(matches(press('Tab', 'ctrl', 'shift'), 'Ctrl+Shift+Tab', true)).toBe(true);
    expect(matches(press('Tab', 'meta'), 'Ctrl+Tab', true)).toBe(false);
  });

  it('reads letters of other alphabets by their position on the keyboard', () => {
    expect(matches({ ...press('е', 'ctrl'), code: 'KeyT' }, 'Mod+T', false)).toBe(true);
    // Dvorak: a Latin letter counts by its character.
    expect(matches({ ...press('y', 'ctrl'), code: 'KeyT' }, 'Mod+T', false)).toBe(false);
  });

  it('also takes digits and signs with Shift, which some layouts need', () => {
    expect(matches(press('1', 'ctrl', 'shift'), 'Mod+1', false)).toBe(true);
    expect(matches(press('+', 'shift'), 'Plus', false)).toBe(true);
    expect(matches(press('F6', 'shift'), 'F6', false)).toBe(false);
  });
});

it('writes chords for readers, for Electron and for assistive technology', () => {
  expect(keysText('Mod+Shift+Enter', false)).toBe('Ctrl+Shift+Enter');
  expect(keysText('Mod+Shift+Enter', true)).toBe('⇧⌘↵');
  expect(keysText('Ctrl+Tab', true)).toBe('⌃⇥');
  expect(keysText('Mod+Plus', false)).toBe('Ctrl++');
  expect(keysText('Mod+numadd', false)).toBe('Ctrl+Num +');
  expect(acceleratorOf('Mod+Shift+T')).toBe('CmdOrCtrl+Shift+T');
  expect(ariaKeys('Mod+Shift+T', false)).toBe('Control+Shift+T');
  expect(ariaKeys('Mod+T', true)).toBe('Meta+T');
});
