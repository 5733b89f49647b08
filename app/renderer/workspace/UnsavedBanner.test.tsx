// @vitest-environment happy-dom
import { act, fireEvent, screen } from '@testing-library/react';
import { expect, it, onTestFinished } from 'vitest';
import { expectAccessible } from '../testing/axe';
import { bridge } from '../testing/bridge';
import { render } from '../testing/render';
import { startAutosave } from './autosave';
import { useWorkspace } from './store';
import { UnsavedBanner } from './UnsavedBanner';

const unsaved = {
  code: 'write_failed',
  message: '/home/ann/.config/planarium/window.json could not be written: the disk is read-only.',
  hint: 'Make the folder writable; saving then resumes by itself.',
} as const;

function show(failure: typeof unsaved | null) {
  useWorkspace.setState({ unsaved: failure });
  onTestFinished(() => useWorkspace.setState({ unsaved: null }));
  render(<UnsavedBanner />);
}

it('shows what is lost, where and why, and what to do', async () => {
  show(unsaved);
  const banner = screen.getByRole('alert', { name: 'Not saved' });
  expect(banner.textContent).toContain('Changes are not being saved.');
  expect(banner.textContent).toContain('Query tabs, layout and the list of tables will be lost');
  expect(banner.textContent).toContain(`${unsaved.message} ${unsaved.hint}`);
  await expectAccessible();
});

it('sends everything again when asked, and goes once that is saved', async () => {
  const asked = bridge({ 'workspace:save': () => undefined });
  useWorkspace.setState({ phase: 'ready' });
  onTestFinished(startAutosave());
  show(unsaved);
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
  await expect.poll(() => asked.map(([channel]) => channel)).toEqual(['workspace:save']);
  act(() => useWorkspace.setState({ unsaved: null }));
  expect(screen.queryByRole('alert')).toBeNull();
});

it('is not there while everything is saved', () => {
  show(null);
  expect(screen.queryByRole('alert')).toBeNull();
});
