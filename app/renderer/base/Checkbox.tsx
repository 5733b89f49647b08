import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import { Checkbox as AriaCheckbox } from 'react-aria-components';
import styles from './Checkbox.module.css';
import { classNames } from './classNames';

interface Props {
  isSelected: boolean;
  onChange(selected: boolean): void;
  isDisabled?: boolean;
  children: ReactNode;
}

/** A box to tick, with its text. */
export function Checkbox({ children, ...props }: Props) {
  return (
    <AriaCheckbox {...props} className={classNames(styles.checkbox)}>
      <span className={styles.box}>
        <Check size={12} aria-hidden="true" />
      </span>
      <span>{children}</span>
    </AriaCheckbox>
  );
}
