import { Pin } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { classNames } from '../../base';
import styles from './ResultTabs.module.css';
import type { ResultTab } from './tabsOf';

interface Props {
  tabs: readonly ResultTab[];
  /** The query of the tab on show; null for the last run. */
  selected: string | null;
  onSelect(queryId: string | null): void;
}

/** One tab for each result: arrow keys, Home and End show another one. */
export function ResultStrip({ tabs, selected, onSelect }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const index = tabs.findIndex(({ queryId }) => queryId === selected);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another tab is another element to show
  useEffect(() => {
    list.current
      ?.querySelector('[aria-selected="true"]')
      ?.scrollIntoView?.({ block: 'nearest', inline: 'nearest' });
  }, [selected, tabs.length]);

  function onKeyDown(event: KeyboardEvent) {
    const last = tabs.length - 1;
    const to = {
      ArrowRight: index === last ? 0 : index + 1,
      ArrowLeft: index === 0 ? last : index - 1,
      Home: 0,
      End: last,
    }[event.key];
    const tab = to === undefined ? undefined : tabs[to];
    if (!tab || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    onSelect(tab.queryId);
    list.current?.querySelectorAll('button')[to ?? 0]?.focus();
  }

  return (
    <div ref={list} role="tablist" aria-label="Results" className={styles.strip}>
      {tabs.map(({ queryId, title, rows, pinned }, at) => (
        <button
          key={queryId ?? ''}
          type="button"
          role="tab"
          aria-selected={at === index}
          tabIndex={at === index ? 0 : -1}
          title={[title, rows, pinned && 'Pinned'].filter(Boolean).join('\n')}
          className={classNames(styles.tab, at === index && styles.selected)}
          onClick={() => onSelect(queryId)}
          onKeyDown={onKeyDown}
        >
          {pinned && <Pin size={11} className={styles.pin} aria-label="pinned" />}
          <span className={styles.number}>{at + 1}</span>
          <span className={styles.title}>{title || 'Last run'}</span>
        </button>
      ))}
    </div>
  );
}
