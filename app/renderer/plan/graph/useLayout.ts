import { useEffect, useState } from 'react';
import type { OutlineItem } from '../outline';
import type { Place } from './layout';
import { layOut } from './layoutWorker';

/**
 * Where the cards of the nodes on show belong: null until that is known for the
 * first time, then the last that is known.
 */
export function useLayout(items: readonly OutlineItem[]): readonly Place[] | null {
  const [places, setPlaces] = useState<readonly Place[] | null>(null);
  // Metrics change each second while a query runs; only changes of visible nodes move cards.
  const shown = items.map(({ node }) => node.id).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: `shown` stands for the items' ids
  useEffect(() => {
    let outdated = false;
    // A failure reaches the user as every unhandled one does; the plan stays as it is on show.
    void layOut(items.map(({ node, parent }) => ({ id: node.id, parent }))).then((next) => {
      if (!outdated) setPlaces(next);
    });
    return () => {
      outdated = true;
    };
  }, [shown]);
  return places;
}
