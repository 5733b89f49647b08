import { X } from 'lucide-react';
import { type KeyboardEvent, memo, type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import type { DocumentId } from '../../shared/identity';
import { classNames } from '../base';
import { isScopedKey, scopedAriaKeys } from '../commands';
import { closeTab, selectTab, stepTab } from './actions';
import { isRenamable, tooltipOf } from './documents';
import { renameQuery } from './sqlFiles';
import { useWorkspace } from './store';
import styles from './TabStrip.module.css';
import type { Tab } from './tabs';

interface Props {
  tab: Tab;
  active: boolean;
  panelId: string;
  onClick(): void;
  renderState(document: DocumentId): ReactNode;
}

/** One tab of the strip. */
export const TabHandle = memo(function TabHandle({ tab, active, panelId, onClick, renderState }: Props) {
  const shown = useWorkspace((state) => state.documents[tab.document]);
  const [renaming, setRenaming] = useState(false);
  const handle = useRef<HTMLDivElement>(null);
  const edited = shown?.kind === 'query' && shown.file?.edited;
  const renamable = shown !== undefined && isRenamable(shown);

  // Closed with the focus on it, by whatever key: the tab that takes its place takes the focus.
  useLayoutEffect(() => {
    const own = handle.current;
    const list = own?.closest<HTMLElement>('[role="tablist"]');
    return () => {
      if (list && own?.contains(document.activeElement)) focusActiveTab(list);
    };
  }, []);

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>) {
    if (renaming) return;
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === 1 || step === -1) {
      const list = event.currentTarget.closest<HTMLElement>('[role="tablist"]');
      stepTab(step);
      if (list) focusActiveTab(list);
    } else if (isScopedKey(event, 'tab.closeFocused')) closeTab(tab.id);
    else if (isScopedKey(event, 'tab.rename') && renamable) setRenaming(true);
    else return;
    event.preventDefault();
  }

  function rename(title: string) {
    void renameQuery(tab.document, title);
    setRenaming(false);
  }

  /** Ends the renaming by a key: the focus goes back to the tab, after the field is gone and has no blur event any more. */
  function endByKey(title: string | null) {
    flushSync(() => {
      if (title === null) setRenaming(false);
      else rename(title);
    });
    handle.current?.focus();
  }

  return (
    <div role="presentation" className={classNames(styles.tab, active && styles.active)}>
      <div
        ref={handle}
        role="tab"
        aria-selected={active}
        aria-controls={active ? panelId : undefined}
        aria-keyshortcuts={
          renamable ? scopedAriaKeys('tab.closeFocused', 'tab.rename') : scopedAriaKeys('tab.closeFocused')
        }
        tabIndex={active ? 0 : -1}
        className={styles.handle}
        title={shown && tooltipOf(shown)}
        onClick={() => {
          if (renaming) return;
          selectTab(tab.id);
          onClick();
        }}
        onMouseDown={(event) => event.button === 1 && event.preventDefault()}
        onAuxClick={(event) => event.button === 1 && closeTab(tab.id)}
        onDoubleClick={() => renamable && setRenaming(true)}
        onKeyDown={onKeyDown}
      >
        {renderState(tab.document)}
        {renaming ? (
          <input
            // biome-ignore lint/a11y/noAutofocus: the user asked to rename this very tab
            autoFocus
            aria-label="Name of the tab"
            className={styles.input}
            defaultValue={shown?.title}
            maxLength={200}
            onFocus={(event) => event.target.select()}
            onBlur={(event) => rename(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter') endByKey(event.currentTarget.value);
              if (event.key === 'Escape') endByKey(null);
            }}
          />
        ) : (
          <span className={styles.title}>{shown?.title}</span>
        )}
        {edited && (
          <span
            className={styles.edited}
            role="img"
            aria-label="Not saved to its file"
            title="Not saved to its file"
          >
            ●
          </span>
        )}
      </div>
      {/* For the mouse only: a tab list may hold nothing but tabs, and the tab itself closes on Delete. */}
      <button
        type="button"
        className={styles.close}
        title="Close"
        aria-hidden="true"
        tabIndex={-1}
        onClick={() => closeTab(tab.id)}
      >
        <X size={13} />
      </button>
    </div>
  );
});

/** Focuses the tab on show, or where none is left the button that opens one. */
function focusActiveTab(list: HTMLElement): void {
  // Which one that is shows after the next drawing.
  requestAnimationFrame(() => {
    const active = list.querySelector<HTMLElement>('[role="tab"][aria-selected="true"]');
    (active ?? list.parentElement?.querySelector('button'))?.focus();
  });
}
