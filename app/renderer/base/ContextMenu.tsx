import { useRef } from 'react';
import { Popover } from 'react-aria-components';
import { classNames } from './classNames';
import { type MenuAction, MenuList } from './Menu';
import styles from './Menu.module.css';

export interface ContextMenuProps {
  label: string;
  actions: readonly MenuAction[];
  /** Where it opens, in pixels of the window; closed when null. */
  at: { x: number; y: number } | null;
  onClose(): void;
}

/** A menu at a point of the window: for the right mouse button and the menu key. */
export function ContextMenu({ label, actions, at, onClose }: ContextMenuProps) {
  const anchor = useRef<HTMLSpanElement>(null);
  if (!at) return null;
  return (
    <>
      <span ref={anchor} className={styles.anchor} style={{ left: at.x, top: at.y }} />
      <Popover
        isOpen
        onOpenChange={(open) => !open && onClose()}
        triggerRef={anchor}
        placement="bottom start"
        offset={2}
        className={classNames(styles.popover)}
        aria-label={label}
      >
        <MenuList
          label={label}
          takesFocus
          actions={actions.map((action) => ({
            ...action,
            run() {
              onClose();
              action.run();
            },
          }))}
        />
      </Popover>
    </>
  );
}
