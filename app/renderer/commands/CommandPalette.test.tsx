// @vitest-environment happy-dom
import { act, fireEvent, screen, within } from '@testing-library/react';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { WINDOW_COMMANDS, type WindowCommand } from '../../shared/commands/registry';
import { bridge } from '../testing/bridge';
import { render } from '../testing/render';
import { CommandPalette } from './CommandPalette';
import { connectCommands, runCommand } from './dispatch';
import { togglePalette, usePalette } from './store';
import { useCommandKeys } from './useCommandKeys';

beforeEach(() => usePalette.setState({ open: null, recent: [] }));

function Window() {
  useCommandKeys();
  return (
    <>
      <button type="button">Somewhere</button>
      <CommandPalette />
    </>
  );
}

/** The palette over a window in which nothing runs; returns the commands that were done. */
function show() {
  bridge({});
  const done: string[] = [];
  const entries = WINDOW_COMMANDS.map((id) => [id, () => void done.push(id)]);
  const handlers: Record<WindowCommand, () => void> = Object.fromEntries(entries);
  handlers['palette.open'] = togglePalette;
  const stop = connectCommands({
    handlers,
    holds: (condition) => condition !== 'running',
    subscribe: () => () => {},
  });
  onTestFinished(stop);
  render(<Window />);
  const somewhere = screen.getByRole('button', { name: 'Somewhere' });
  act(() => somewhere.focus());
  fireEvent.keyDown(somewhere, { key: 'P', ctrlKey: true, shiftKey: true });
  const field = screen.getByRole<HTMLInputElement>('combobox', { name: 'Search commands' });
  const active = () => document.getElementById(field.getAttribute('aria-activedescendant') ?? '');
  return { done, field, active, somewhere };
}

it('runs the first match on Enter, with the focus back where it was', () => {
  const { done, field, active, somewhere } = show();
  fireEvent.change(field, { target: { value: 'messa' } });
  expect(active()?.textContent).toContain('Show messages');
  fireEvent.keyDown(field, { key: 'Enter' });
  expect(done).toEqual(['view.messages']);
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(document.activeElement).toBe(somewhere);
});

it('moves with the arrow keys, round both ends, past what does not apply', () => {
  const { field, active } = show();
  const options = screen.getAllByRole('option');
  expect(active()).toBe(options[0]);
  fireEvent.keyDown(field, { key: 'ArrowDown' });
  expect(active()).toBe(options[1]);
  fireEvent.keyDown(field, { key: 'ArrowUp' });
  fireEvent.keyDown(field, { key: 'ArrowUp' });
  expect(active()).toBe(options.at(-2));
  const last = screen.getByRole('option', { name: /Cancel run/ });
  expect(last).toBe(options.at(-1));
  expect(last.getAttribute('aria-disabled')).toBe('true');
  expect(last.textContent).toContain('Nothing is running');
});

it('does not run what does not apply, by click or by its id', () => {
  const { done } = show();
  fireEvent.click(screen.getByRole('option', { name: /Cancel run/ }));
  runCommand('query.cancel');
  expect(done).toEqual([]);
  expect(screen.queryByRole('dialog')).not.toBeNull();
});

it('shows the keys of each command, and what was run last first', () => {
  const { field } = show();
  const run = screen.getByRole('option', { name: /Run selection/ });
  expect(within(run).getByText('Ctrl+Enter')).toBeTruthy();
  fireEvent.change(field, { target: { value: 'run sel' } });
  fireEvent.keyDown(field, { key: 'Enter' });
  act(togglePalette);
  expect(screen.getAllByRole('option')[0]?.textContent).toContain('Run selection');
});

it('says that nothing was found, and takes every other key of a command for itself', () => {
  const { done, field } = show();
  fireEvent.change(field, { target: { value: 'zzzz' } });
  expect(screen.getByText('No command matches.')).toBeTruthy();
  fireEvent.keyDown(field, { key: 't', ctrlKey: true });
  fireEvent.keyDown(field, { key: 'Enter' });
  expect(done).toEqual([]);
  fireEvent.keyDown(field, { key: 'F1' });
  expect(screen.queryByRole('dialog')).toBeNull();
});
