import { Plus } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { classNames } from '../base';
import { CommandIconButton } from '../commands';
import { useWorkspace } from './store';
import { TabHandle } from './TabHandle';
import styles from './TabStrip.module.css';
import { useTabIds } from './tabHeads';
import { useHiddenTabs } from './useHiddenTabs';

export interface TabStripProps {
  /** Shown before a tab's title: how its run stands. */
  renderState(tabId: string): ReactNode;
  /** Called when a tab was clicked: the focus may go on to what it shows. */
  onClick(): void;
  /** The id of the element that shows the active tab. */
  panelId: string;
}

/** The row of tabs. Arrow keys move between tabs, Delete closes, F2 renames. */
export function TabStrip({ renderState, panelId, onClick }: TabStripProps) {
  const tabIds = useTabIds();
  const activeTab = useWorkspace((state) => state.activeTab);
  const list = useRef<HTMLDivElement>(null);

  const hidden = useHiddenTabs(list, tabIds);

  useEffect(() => {
    const strip = list.current;
    const shown = strip?.querySelector('[aria-selected="true"]')?.parentElement;
    if (!strip || !shown || !activeTab) return;
    // Observing calls back once at the start, too. The tab itself grows when it begins to run, or is renamed.
    const resized = new ResizeObserver(() => shown.scrollIntoView({ block: 'nearest', inline: 'nearest' }));
    resized.observe(strip);
    resized.observe(shown);
    return () => resized.disconnect();
  }, [activeTab]);

  return (
    <div className={styles.strip}>
      <div
        ref={list}
        {...(tabIds.length > 0 && { role: 'tablist', 'aria-label': 'Open queries and plans' })}
        className={classNames(styles.list, hidden.before && styles.before, hidden.after && styles.after)}
        // A mouse wheel turns only up and down; the strip only scrolls sideways.
        onWheel={(event) => list.current?.scrollBy({ left: event.deltaY + event.deltaX })}
      >
        {tabIds.map((id) => (
          <TabHandle
            key={id}
            tabId={id}
            active={id === activeTab}
            panelId={panelId}
            onClick={onClick}
            renderState={renderState}
          />
        ))}
      </div>
      <CommandIconButton command="tab.new" className={styles.add}>
        <Plus size={14} />
      </CommandIconButton>
    </div>
  );
}
