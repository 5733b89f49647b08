import { useEffect } from 'react';
import { closeRun } from '../query';
import { forgetArrangements } from '../results';
import { useWorkspace } from '../workspace';

/** Cancels and frees the runs of documents whose last tab was closed; one that is brought back starts without rows. */
export function useClosedDocuments(): void {
  useEffect(
    () =>
      useWorkspace.subscribe((state, previous) => {
        if (state.tabs === previous.tabs) return;
        const shown = new Set(state.tabs.map((tab) => tab.document));
        for (const { document } of previous.tabs) {
          if (shown.has(document)) continue;
          closeRun(document);
          forgetArrangements(document);
        }
      }),
    [],
  );
}
