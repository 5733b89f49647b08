import type { ReactNode } from 'react';
import { Button as AriaButton, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { classNames } from './classNames';
import styles from './PopoverButton.module.css';

export interface PopoverButtonProps {
  /** The accessible name of the panel, and of the button where its content is no text. */
  label: string;
  className?: string | undefined;
  /** What the button shows. */
  button: ReactNode;
  /** What the panel shows. */
  children: ReactNode;
}

/** A button that opens a small panel above it; Escape or a click outside closes the panel. */
export function PopoverButton({ label, className, button, children }: PopoverButtonProps) {
  return (
    <DialogTrigger>
      <AriaButton className={classNames(className)}>{button}</AriaButton>
      <Popover placement="top start" offset={4} className={classNames(styles.popover)}>
        <Dialog aria-label={label} className={classNames(styles.dialog)}>
          {children}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
