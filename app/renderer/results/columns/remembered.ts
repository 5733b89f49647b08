import { useCallback, useMemo } from 'react';
import { create } from 'zustand';
import type { DocumentId } from '../../../shared/identity';
import type { Field } from '../../../shared/table';
import { columnsKey } from '../gridViewState';
import { type Arrangement, initialArrangement, isInitial } from './arrangement';

interface ArrangementStore {
  /** By document, then by the names and types of the columns: they outlive a run. */
  arrangements: Readonly<Record<DocumentId, Readonly<Record<string, Arrangement>>>>;
}

const useStore = create<ArrangementStore>()(() => ({ arrangements: {} }));

/** How the columns of a result are arranged in a document, and the function that arranges them in another way. */
export function useArrangement(
  documentId: DocumentId,
  columns: readonly Field[],
): readonly [Arrangement, (next: Arrangement) => void] {
  const initial = useMemo(() => initialArrangement(columns.length), [columns.length]);
  const key = columnsKey(columns);
  const arrangement = useStore((state) => state.arrangements[documentId]?.[key]) ?? initial;
  const arrange = useCallback(
    (next: Arrangement) =>
      useStore.setState(({ arrangements }) => {
        const { [key]: _before, ...others } = arrangements[documentId] ?? {};
        const kept = isInitial(next, columns.length) ? others : { ...others, [key]: next };
        return { arrangements: { ...arrangements, [documentId]: kept } };
      }),
    [documentId, key, columns.length],
  );
  return [arrangement, arrange];
}

/** Forgets the arrangements of a closed document. */
export function forgetArrangements(documentId: DocumentId): void {
  useStore.setState(({ arrangements }) => {
    const { [documentId]: _closed, ...others } = arrangements;
    return { arrangements: others };
  });
}
