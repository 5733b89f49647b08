import { describe, expect, it } from 'vitest';
import { commandOfKey } from './keys';

const NONE = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
const press = (keys: string, mac = false) => {
  const parts = keys.split('+');
  return commandOfKey(
    {
      ...NONE,
      key: parts.at(-1) ?? '',
      ctrlKey: parts.includes('Ctrl'),
      metaKey: parts.includes('Cmd'),
      altKey: parts.includes('Alt'),
      shiftKey: parts.includes('Shift'),
    },
    mac,
  );
};

describe('commandOfKey', () => {
  it('knows the shortcuts of the menu', () => {
    expect(['Ctrl+t', 'Ctrl+Shift+T', 'Ctrl+Enter', 'Ctrl+Shift+Enter'].map((keys) => press(keys))).toEqual([
      'tab.new',
      'tab.reopen',
      'query.run',
      'query.explain',
    ]);
  });

  it('takes Cmd for Ctrl on a Mac, except for moving along tabs', () => {
    expect(press('Cmd+t', true)).toBe('tab.new');
    expect(press('Ctrl+t', true)).toBeUndefined();
    expect(press('Cmd+t')).toBeUndefined();
    expect(press('Ctrl+Tab', true)).toBe('tab.next');
  });

  it('moves along tabs and parts of the window both ways', () => {
    expect(
      ['Ctrl+PageDown', 'Ctrl+PageUp', 'Ctrl+Shift+Tab', 'F6', 'Shift+F6'].map((keys) => press(keys)),
    ).toEqual(['tab.next', 'tab.previous', 'tab.previous', 'region.next', 'region.previous']);
  });

  it('leaves plain keys and keys with Alt alone', () => {
    expect(['t', 'Enter', 'Alt+F6', 'Ctrl+Alt+t'].map((keys) => press(keys))).toEqual(
      Array(4).fill(undefined),
    );
  });
});
