import { lazy, Suspense } from 'react';
import type { SqlEditorProps } from './SqlEditor';

/**
 * Monaco is most of what the window is made of: the window shows itself without it. Its code is
 * requested at once, though, so that it loads while the workspace is being read.
 */
const loading = import('./SqlEditor').then(({ SqlEditor }) => ({ default: SqlEditor }));
const Editor = lazy(() => loading);

/** The SQL editor, empty until its code is loaded. */
export function SqlEditor(props: SqlEditorProps) {
  return (
    <Suspense fallback={null}>
      <Editor {...props} />
    </Suspense>
  );
}
