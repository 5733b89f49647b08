// @vitest-environment happy-dom
import { act, fireEvent, screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { keysText } from '../../shared/commands/chord';
import { COMMAND_IDS, commandOf, keysOf, SCOPED_KEYS } from '../../shared/commands/registry';
import { bridge } from '../testing/bridge';
import { render } from '../testing/render';
import { ShortcutsDialog } from './ShortcutsDialog';
import { openShortcuts } from './store';

it('lists every key of every command, and filters them', () => {
  bridge({});
  render(<ShortcutsDialog />);
  act(openShortcuts);
  const dialog = screen.getByRole('dialog', { name: 'Keyboard shortcuts' });
  const shown = [...dialog.querySelectorAll('kbd')].map((kbd) => kbd.textContent).sort();
  const all = [
    ...COMMAND_IDS.flatMap((id) => [...keysOf(id, false)]),
    ...Object.values(SCOPED_KEYS).flatMap((row) => [...row.keys]),
  ];
  expect(shown).toEqual(all.map((chord) => keysText(chord, false)).sort());

  const search = (query: string) =>
    fireEvent.change(screen.getByRole('textbox', { name: 'Search' }), { target: { value: query } });
  search('ctrl+w');
  expect([...dialog.querySelectorAll('dt')].map((term) => term.textContent)).toEqual([
    commandOf('tab.close').title,
  ]);
  search('zoom');
  expect(within(screen.getByRole('region', { name: 'Plan graph' })).getByText('Zoom in')).toBeTruthy();
  search('no such thing');
  expect(screen.getByText('No shortcut matches.')).toBeTruthy();
});
