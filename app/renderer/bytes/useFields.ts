import { useCallback, useEffect, useRef, useState } from 'react';
import type { WireField } from '../../shared/bytes';
import { toastError } from '../base';
import { call, toAppError } from '../bridge';
import {
  EMPTY_TREE,
  type Fetched,
  type FieldRow,
  type FieldTree,
  isLoaded,
  keyOf,
  messageOf,
  PAGE,
  type Path,
  pathOf,
  ROOT,
  withFields,
  withOpen,
} from './fields';

/** Messages that are requested at once on the way to a field. */
const LEVELS = 32;

/** The field tree of opened bytes: loads expanded fields and search results. */
export function useFields(bytesId: string) {
  const [tree, setTree] = useState<FieldTree>(EMPTY_TREE);
  // What the loads below build on: state as of the last one, not of the last paint.
  const latest = useRef(tree);
  const put = useCallback((next: FieldTree) => {
    latest.current = next;
    setTree(next);
  }, []);

  const fetchFields = useCallback(
    async (message: string, path: Path, from: number, limit = PAGE): Promise<Fetched> => {
      const answer = await call('bytes:children', { bytesId, path: [...path], from, limit });
      return { message, from, ...answer };
    },
    [bytesId],
  );

  useEffect(() => {
    put(EMPTY_TREE);
    fetchFields(ROOT, [], 0).then((fetched) => put(withFields(latest.current, fetched)), reportError);
  }, [fetchFields, put]);

  const toggle = useCallback(
    async (row: FieldRow) => {
      const load = async (message: string, path: Path, from: number, limit?: number) => {
        const fetched = await fetchFields(message, path, from, limit);
        put(withFields(latest.current, fetched));
      };
      try {
        if (row.kind === 'more') {
          const message = messageOf(row);
          const { from = 0, fields = [] } = latest.current.branches.get(message) ?? {};
          const before = Math.min(PAGE, from);
          const [start, limit] = row.before ? [from - before, before] : [from + fields.length, PAGE];
          await load(message, pathOf(row.holder), start, limit);
        } else if (row.field.expandable) {
          if (!row.expanded && !latest.current.branches.has(row.key)) await load(row.key, pathOf(row), 0);
          put(withOpen(latest.current, !row.expanded, row.key));
        }
      } catch (thrown) {
        reportError(thrown);
      }
    },
    [fetchFields, put],
  );

  /**
   * Unfolds the way to the innermost of `chain`, outermost first; gives its key. What is deep comes
   * in steps, which end when `signal` aborts.
   */
  const reveal = useCallback(
    async (chain: readonly WireField[], signal: AbortSignal): Promise<string | null> => {
      const starts = chain.map(({ start }) => start);
      try {
        for (let level = 0; level < chain.length && !signal.aborted; level += LEVELS) {
          const part = chain.slice(level, level + LEVELS);
          const fetched = part.map(({ place }, index) => {
            const holder = chain[level + index - 1];
            const message = holder ? keyOf(holder) : ROOT;
            if (isLoaded(latest.current, message, place)) return [];
            const from = place < PAGE ? 0 : place - PAGE / 2;
            return fetchFields(message, starts.slice(0, level + index), from);
          });
          const loaded = withFields(latest.current, ...(await Promise.all(fetched)).flat());
          put(
            withOpen(
              loaded,
              true,
              ...chain
                .slice(0, -1)
                .slice(level, level + LEVELS)
                .map(keyOf),
            ),
          );
        }
      } catch (thrown) {
        reportError(thrown);
        return null;
      }
      const innermost = chain.at(-1);
      return innermost && !signal.aborted ? keyOf(innermost) : null;
    },
    [fetchFields, put],
  );

  return { tree, toggle, reveal };
}

function reportError(thrown: unknown): void {
  const error = toAppError(thrown);
  // The view went while its fields were fetched.
  if (error.code !== 'invalid_request') toastError(error, 'The fields could not be read');
}
