import type { ReactNode } from 'react';
import { Tabs as AriaTabs, Tab, TabList, TabPanel } from 'react-aria-components';
import { classNames } from './classNames';
import styles from './Tabs.module.css';

export interface TabItem {
  id: string;
  title: string;
  /** Shown after the title, for example a count. */
  badge?: ReactNode;
  content: ReactNode;
}

export interface TabsProps {
  label: string;
  items: readonly TabItem[];
  selected: string;
  onSelect(id: string): void;
  /** Shown at the right end of the row of tabs. */
  trailing?: ReactNode;
  className?: string | undefined;
}

/** Tabs above one visible panel that fills the rest of the height. */
export function Tabs({ label, items, selected, onSelect, trailing, className }: TabsProps) {
  return (
    <AriaTabs
      className={classNames(styles.tabs, className)}
      selectedKey={selected}
      onSelectionChange={(key) => onSelect(String(key))}
    >
      <div className={styles.bar}>
        <TabList aria-label={label} className={classNames(styles.list)}>
          {items.map((item) => (
            <Tab key={item.id} id={item.id} className={classNames(styles.tab)}>
              {item.title}
              {item.badge}
            </Tab>
          ))}
        </TabList>
        {trailing && <div className={styles.trailing}>{trailing}</div>}
      </div>
      {items.map((item) => (
        <TabPanel key={item.id} id={item.id} className={classNames(styles.panel)}>
          {item.content}
        </TabPanel>
      ))}
    </AriaTabs>
  );
}
