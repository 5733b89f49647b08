import { TextField as AriaTextField, Input, Label, Text } from 'react-aria-components';
import { classNames } from './classNames';
import styles from './Field.module.css';

export interface TextFieldProps {
  label: string;
  value: string;
  placeholder?: string | undefined;
  /** A quieter line below. */
  description?: string | undefined;
  maxLength?: number | undefined;
  onChange(value: string): void;
}

/** A line of text with a label. */
export function TextField({ label, placeholder, description, ...props }: TextFieldProps) {
  return (
    <AriaTextField {...props} className={classNames(styles.field)} spellCheck="false" autoComplete="off">
      <Label className={styles.label}>{label}</Label>
      <Input className={classNames(styles.control)} placeholder={placeholder} />
      {description && (
        <Text slot="description" className={styles.description}>
          {description}
        </Text>
      )}
    </AriaTextField>
  );
}
