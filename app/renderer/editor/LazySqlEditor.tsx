import { lazy, Suspense } from 'react';
import type { SqlEditorProps } from './SqlEditor';

/** Monaco is most of what the window is made of: the window shows itself first and loads it then. */
const Editor = lazy(async () => ({ default: (await import('./SqlEditor')).SqlEditor }));

/** The SQL editor, empty until its code is loaded. */
export function SqlEditor(props: SqlEditorProps) {
  return (
    <Suspense fallback={null}>
      <Editor {...props} />
    </Suspense>
  );
}
