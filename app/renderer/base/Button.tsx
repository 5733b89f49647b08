import type { ReactNode } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components';
import styles from './Button.module.css';
import { classNames } from './classNames';

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'children' | 'style'> {
  children: ReactNode;
  /** `primary` for the one main action of a place; `quiet` has no border until it is pointed at. Default `default`. */
  variant?: 'primary' | 'default' | 'quiet' | 'danger';
  className?: string | undefined;
}

/** A push button with a text. */
export function Button({ variant = 'default', className, ...props }: ButtonProps) {
  return <AriaButton {...props} className={classNames(styles.button, styles[variant], className)} />;
}
