import type { ReactElement, ReactNode } from 'react';
import { Menu as AriaMenu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { classNames } from './classNames';
import { Kbd } from './Kbd';
import styles from './Menu.module.css';

export interface MenuAction {
  id: string;
  title: string;
  /** A second, quieter line. */
  description?: string;
  /** Its keys as text, for example `Ctrl+C`. */
  keys?: string | undefined;
  icon?: ReactNode;
  danger?: boolean;
  /** A line above it. */
  separated?: boolean;
  disabled?: boolean;
  run(): void;
}

interface ListProps {
  label: string;
  actions: readonly MenuAction[];
  /** Gives the first action the focus, where no button opened it. Default false. */
  takesFocus?: boolean;
}

/** The list of actions inside a popover; see {@link MenuButton} and ContextMenu. */
export function MenuList({ label, actions, takesFocus = false }: ListProps) {
  return (
    <AriaMenu
      aria-label={label}
      {...(takesFocus && { autoFocus: 'first' })}
      className={classNames(styles.menu)}
      disabledKeys={actions.filter((action) => action.disabled).map((action) => action.id)}
      onAction={(key) => actions.find((action) => action.id === key)?.run()}
    >
      {actions.map((action) => (
        <MenuItem
          key={action.id}
          id={action.id}
          textValue={action.title}
          className={classNames(
            styles.item,
            action.danger && styles.danger,
            action.separated && styles.separated,
          )}
        >
          {action.icon}
          <span className={styles.text}>
            {action.title}
            {action.description && <span className={styles.description}>{action.description}</span>}
          </span>
          {action.keys && <Kbd keys={action.keys} plain />}
        </MenuItem>
      ))}
    </AriaMenu>
  );
}

/** A button (`children`, one react-aria button) that opens a menu. */
export function MenuButton({ label, actions, children }: ListProps & { children: ReactElement }) {
  return (
    <MenuTrigger>
      {children}
      <Popover className={classNames(styles.popover)} placement="bottom start" offset={4}>
        <MenuList label={label} actions={actions} />
      </Popover>
    </MenuTrigger>
  );
}
