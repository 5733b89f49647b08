import type { ReactNode } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components';
import { classNames } from './classNames';
import styles from './IconButton.module.css';
import { Tooltip } from './Tooltip';

export interface IconButtonProps
  extends Omit<AriaButtonProps, 'className' | 'children' | 'style' | 'aria-label'> {
  /** What it does: the accessible name and the tooltip. */
  label: string;
  /** An icon of 14 px. */
  children: ReactNode;
  /** Keys that do the same, shown in the tooltip. */
  keys?: string | undefined;
  className?: string | undefined;
}

/** A quiet square button that shows an icon only; its name appears as a tooltip. */
export function IconButton({ label, keys, className, ...props }: IconButtonProps) {
  return (
    <Tooltip text={label} keys={keys}>
      <AriaButton {...props} aria-label={label} className={classNames(styles.button, className)} />
    </Tooltip>
  );
}
