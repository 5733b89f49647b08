import { useCallback, useEffect, useRef, useState } from 'react';
import type { WireField } from '../../shared/bytes';
import { toastError } from '../base';
import { call, toAppError } from '../bridge';
import {
  EMPTY_TREE,
  type FieldRow,
  type FieldTree,
  isLoaded,
  keyOf,
  PAGE,
  type Path,
  withFields,
  withOpen,
} from './fields';

/** The field tree of opened bytes: loads what is unfolded or pointed at. */
export function useFields(bytesId: string) {
  const [tree, setTree] = useState<FieldTree>(EMPTY_TREE);
  // What the loads below build on: state as of the last one, not of the last paint.
  const latest = useRef(tree);
  const put = useCallback((next: FieldTree) => {
    latest.current = next;
    setTree(next);
  }, []);

  const load = useCallback(
    async (path: Path, from: number, limit = PAGE) => {
      const answer = await call('bytes:children', { bytesId, path: [...path], from, limit });
      put(withFields(latest.current, path, from, answer));
    },
    [bytesId, put],
  );

  useEffect(() => {
    put(EMPTY_TREE);
    load([], 0).catch(told);
  }, [load, put]);

  const toggle = useCallback(
    async (row: FieldRow) => {
      try {
        if (row.kind === 'more') {
          const { from = 0, fields = [] } = latest.current.branches[keyOf(row.path)] ?? {};
          const before = Math.min(PAGE, from);
          await (row.before ? load(row.path, from - before, before) : load(row.path, from + fields.length));
        } else if (row.field.expandable) {
          if (!row.expanded && !latest.current.branches[row.key]) await load(row.path, 0);
          put(withOpen(latest.current, row.key, !row.expanded));
        }
      } catch (thrown) {
        told(thrown);
      }
    },
    [load, put],
  );

  /** Unfolds the way to the innermost of `chain`, outermost first; gives its key. */
  const reveal = useCallback(
    async (chain: readonly WireField[]): Promise<string | null> => {
      let path: Path = [];
      try {
        for (const [level, field] of chain.entries()) {
          if (!isLoaded(latest.current, path, field.place)) {
            const from = field.place < PAGE ? 0 : field.place - PAGE / 2;
            await load(path, from);
          }
          path = [...path, field.start];
          if (level < chain.length - 1) put(withOpen(latest.current, keyOf(path), true));
        }
      } catch (thrown) {
        told(thrown);
        return null;
      }
      return chain.length > 0 ? keyOf(path) : null;
    },
    [load, put],
  );

  return { tree, toggle, reveal };
}

function told(thrown: unknown): void {
  const error = toAppError(thrown);
  // The view went while its fields were fetched.
  if (error.code !== 'invalid_request') toastError(error, 'The fields could not be read');
}
