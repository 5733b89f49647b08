// @vitest-environment happy-dom
import { fireEvent, screen } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { expectAccessible } from '../testing/axe';
import { render } from '../testing/render';
import { WriteDialog } from './WriteDialog';

const asks = [{ effect: 'writes', action: 'write CSV', target: 'file:///tmp/a%20b.csv' }] as const;

function show(canRemember: boolean) {
  const [onAllow, onClose] = [vi.fn(), vi.fn()];
  render(<WriteDialog asks={asks} canRemember={canRemember} onAllow={onAllow} onClose={onClose} />);
  return { onAllow, onClose };
}

it('names the write, and the button that changes nothing has the focus', async () => {
  const { onAllow, onClose } = show(true);
  const dialog = screen.getByRole('alertdialog', { name: 'Allow this plan to write files?' });
  expect(dialog.textContent).toContain('/tmp/a b.csv');
  const cancel = screen.getByRole('button', { name: 'Cancel' });
  expect(document.activeElement).toBe(cancel);
  await expectAccessible();
  fireEvent.click(cancel);
  expect(onClose).toHaveBeenCalledOnce();
  expect(onAllow).not.toHaveBeenCalled();
});

it('remembers only if asked to', () => {
  const { onAllow } = show(true);
  fireEvent.click(screen.getByRole('checkbox', { name: /Always allow this exact plan/ }));
  fireEvent.click(screen.getByRole('button', { name: 'Run and write' }));
  expect(onAllow).toHaveBeenCalledExactlyOnceWith(true);
});

it('a plan that was made again cannot be remembered', () => {
  const { onAllow } = show(false);
  expect(screen.queryByRole('checkbox')).toBeNull();
  fireEvent.click(screen.getByRole('button', { name: 'Run and write' }));
  expect(onAllow).toHaveBeenCalledExactlyOnceWith(false);
});
