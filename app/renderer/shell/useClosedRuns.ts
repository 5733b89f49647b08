import { useEffect } from 'react';
import { closeRun } from '../query';
import { useWorkspace } from '../workspace';

/** Cancels and frees the runs of tabs that were closed; a tab that is brought back starts without rows. */
export function useClosedRuns(): void {
  useEffect(
    () =>
      useWorkspace.subscribe((state, previous) => {
        if (state.tabs === previous.tabs) return;
        const open = new Set(state.tabs.map((tab) => tab.id));
        for (const { id } of previous.tabs) if (!open.has(id)) closeRun(id);
      }),
    [],
  );
}
