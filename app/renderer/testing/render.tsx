import { cleanup, configure, render as renderInto } from '@testing-library/react';
import type { ReactNode } from 'react';
import { onTestFinished } from 'vitest';
import { ToastRegion } from '../base';
import { toastQueue } from '../base/toastQueue';

// A busy machine makes a test slow, not wrong.
configure({ asyncUtilTimeout: 30_000 });

/** Puts a component into a document with what the window has around it; taken away when the test ends. */
export function render(content: ReactNode): void {
  onTestFinished(() => {
    cleanup();
    toastQueue.clear();
  });
  renderInto(
    <>
      {content}
      <ToastRegion />
    </>,
  );
}
