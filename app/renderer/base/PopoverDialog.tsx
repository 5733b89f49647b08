import { type ReactNode, useRef } from 'react';
import { Dialog, Popover } from 'react-aria-components';
import { classNames } from './classNames';
import styles from './PopoverDialog.module.css';

export interface PopoverDialogProps {
  label: string;
  /** What it belongs to, in pixels of the window: it opens below, or above where there is more room. */
  box: DOMRect;
  /** Called when it is dismissed by Escape or by a click outside. */
  onClose(): void;
  children: ReactNode;
}

/** A floating panel at a position that has no element, such as a cell of a grid. */
export function PopoverDialog({ label, box, onClose, children }: PopoverDialogProps) {
  const anchor = useRef<HTMLSpanElement>(null);
  const { left, top, width, height } = box;
  return (
    <>
      <span ref={anchor} className={styles.anchor} style={{ left, top, width, height }} />
      <Popover
        isOpen
        onOpenChange={(open) => !open && onClose()}
        triggerRef={anchor}
        placement="bottom start"
        offset={2}
        className={classNames(styles.popover)}
      >
        <Dialog aria-label={label} className={classNames(styles.dialog)}>
          {children}
        </Dialog>
      </Popover>
    </>
  );
}
