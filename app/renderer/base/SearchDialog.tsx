import { Search } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { Dialog as AriaDialog, Modal, ModalOverlay } from 'react-aria-components';
import { classNames } from './classNames';
import { useModal } from './modal';
import styles from './SearchDialog.module.css';

export interface SearchItem {
  id: string;
  /** What the row shows and is called. */
  content: ReactNode;
  disabled?: boolean;
}

export interface SearchDialogProps {
  /** What is searched: the name of dialog and field. */
  label: string;
  isOpen: boolean;
  query: string;
  /** The results of `query`, the best first, disabled ones last. */
  items: readonly SearchItem[];
  /** Shown where nothing is found. */
  empty: string;
  onQuery(query: string): void;
  onChoose(id: string): void;
  /** Called when it is dismissed by Escape or by a click outside. */
  onClose(): void;
}

/**
 * A field at the top of the window with what it finds below. The first row is active, so that Enter
 * takes it at once; arrow keys move, and the focus stays in the field
 * (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/, list autocomplete).
 */
export function SearchDialog({ isOpen, onClose, ...content }: SearchDialogProps) {
  return (
    <ModalOverlay
      className={classNames(styles.overlay)}
      isOpen={isOpen}
      onOpenChange={(open) => !open && onClose()}
      isDismissable
    >
      <Modal className={classNames(styles.modal)}>
        <AriaDialog aria-label={content.label} className={classNames(styles.dialog)}>
          <Content {...content} />
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

type ContentProps = Omit<SearchDialogProps, 'isOpen' | 'onClose'>;

function Content({ label, query, items, empty, onQuery, onChoose }: ContentProps) {
  const [active, setActive] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const enabled = items.filter((item) => !item.disabled);
  const current = enabled[Math.min(active, enabled.length - 1)];
  const optionId = (item: SearchItem) => `${id}-${item.id}`;
  useModal();

  // biome-ignore lint/correctness/useExhaustiveDependencies: another row is another element to show
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [current?.id]);

  function onKeyDown(event: KeyboardEvent) {
    const last = enabled.length - 1;
    const to = {
      ArrowDown: active >= last ? 0 : active + 1,
      ArrowUp: active <= 0 ? last : active - 1,
      PageDown: Math.min(active + PAGE, last),
      PageUp: Math.max(active - PAGE, 0),
    }[event.key];
    if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      if (current) onChoose(current.id);
    } else if (to !== undefined) setActive(Math.max(0, to));
    else return;
    event.preventDefault();
  }

  return (
    <>
      <div className={styles.field}>
        <Search size={15} className={styles.icon} aria-hidden="true" />
        <input
          // biome-ignore lint/a11y/noAutofocus: the dialog was opened to type into this field
          autoFocus
          role="combobox"
          aria-label={label}
          aria-expanded={items.length > 0}
          aria-controls={id}
          aria-autocomplete="list"
          aria-activedescendant={current && optionId(current)}
          className={styles.input}
          placeholder={label}
          value={query}
          spellCheck={false}
          autoComplete="off"
          maxLength={200}
          onChange={(event) => {
            setActive(0);
            onQuery(event.target.value);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div ref={list} id={id} role="listbox" aria-label={label} className={styles.list}>
        {items.map((item) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the focus and takes the keys
          <div
            key={item.id}
            id={optionId(item)}
            role="option"
            tabIndex={-1}
            aria-selected={item === current}
            aria-disabled={item.disabled || undefined}
            className={styles.option}
            // The field keeps the focus.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => !item.disabled && onChoose(item.id)}
          >
            {item.content}
          </div>
        ))}
      </div>
      <p role="status" className={styles.empty}>
        {items.length === 0 && empty}
      </p>
    </>
  );
}

/** Rows that Page Up and Page Down move by. */
const PAGE = 8;
