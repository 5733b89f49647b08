import { Check } from 'lucide-react';
import { ListBox, ListBoxItem, ListLayout, Virtualizer } from 'react-aria-components';
import styles from './CheckList.module.css';
import { classNames } from './classNames';

/** As `.item` in the styles, in pixels. */
const ROW_HEIGHT = 26;

export interface CheckListItem {
  id: number;
  title: string;
  /** Quieter, at the right. */
  note?: string;
}

interface Props {
  label: string;
  items: readonly CheckListItem[];
  checked: ReadonlySet<number>;
  /** Shown where there are no items. */
  empty: string;
  /** The items that are checked now; `all` for those of the list. */
  onChange(checked: ReadonlySet<number> | 'all'): void;
}

/** A list of boxes to tick, of any length: arrow keys move, Space ticks, letters find. */
export function CheckList({ label, items, checked, empty, onChange }: Props) {
  return (
    <Virtualizer layout={ListLayout} layoutOptions={{ rowHeight: ROW_HEIGHT }}>
      <ListBox
        aria-label={label}
        selectionMode="multiple"
        selectionBehavior="toggle"
        escapeKeyBehavior="none"
        items={items}
        selectedKeys={checked}
        onSelectionChange={(keys) => onChange(keys === 'all' ? keys : new Set([...keys].map(Number)))}
        className={classNames(styles.list)}
        renderEmptyState={() => <p className={styles.empty}>{empty}</p>}
      >
        {({ id, title, note }) => (
          <ListBoxItem id={id} textValue={title} className={classNames(styles.item)}>
            <span className={styles.box}>
              <Check size={12} aria-hidden="true" />
            </span>
            <span className={styles.title}>{title}</span>
            {note && <span className={styles.note}>{note}</span>}
          </ListBoxItem>
        )}
      </ListBox>
    </Virtualizer>
  );
}
