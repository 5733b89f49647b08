// @vitest-environment happy-dom
import { fireEvent, screen } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { render } from '../testing/render';
import { ErrorNotice } from './ErrorNotice';

const error = {
  code: 'column_unknown',
  message: 'There is no column dealy.',
  hint: 'Did you mean delay?',
  span: { start: { line: 1, column: 8 }, end: { line: 1, column: 13 } },
  detail: 'Schema error: No field named dealy.',
} as const;

it('says what, what to do, the code, and on request the full text', () => {
  render(<ErrorNotice error={error} title="q1.sql" />);
  const notice = screen.getByRole('alert');
  for (const text of ['q1.sql', error.message, error.hint]) expect(notice.textContent).toContain(text);
  expect(notice.textContent).toContain('column_unknown · ');
  const details = screen.getByRole('group');
  expect(details.hasAttribute('open')).toBe(false);
  expect(details.textContent).toContain(error.detail);
});

it('leads to the place as the editor counts it', () => {
  const goTo = vi.fn();
  // The statement begins in line 4, after eight columns of another.
  render(<ErrorNotice error={error} origin={{ line: 4, column: 9 }} onGoTo={goTo} />);
  fireEvent.click(screen.getByRole('button', { name: /line 4, column 16/i }));
  expect(goTo).toHaveBeenCalledWith(expect.objectContaining({ line: 4, column: 16 }));
});

it('a place in a text that is in no editor leads nowhere', () => {
  render(<ErrorNotice error={error} onGoTo={vi.fn()} />);
  expect(screen.queryByRole('button', { name: /line/i })).toBeNull();
});
