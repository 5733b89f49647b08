import { Check, ChevronDown } from 'lucide-react';
import {
  Select as AriaSelect,
  Button,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  SelectValue,
  Text,
} from 'react-aria-components';
import { classNames } from './classNames';
import styles from './Field.module.css';

export interface SelectProps<T extends string> {
  label: string;
  selected: T;
  options: readonly { id: T; title: string }[];
  /** A quieter line below. */
  description?: string | undefined;
  onSelect(id: T): void;
}

/** A drop-down list of options, with a label. */
export function Select<T extends string>({
  label,
  selected,
  options,
  description,
  onSelect,
}: SelectProps<T>) {
  return (
    <AriaSelect
      className={classNames(styles.field)}
      selectedKey={selected}
      onSelectionChange={(key) => key !== null && onSelect(key as T)}
    >
      <Label className={styles.label}>{label}</Label>
      <Button className={classNames(styles.control, styles.button)}>
        <SelectValue className={classNames(styles.value)}>{({ selectedText }) => selectedText}</SelectValue>
        <ChevronDown size={14} aria-hidden="true" />
      </Button>
      {description && (
        <Text slot="description" className={styles.description}>
          {description}
        </Text>
      )}
      <Popover className={classNames(styles.popover)} offset={4}>
        <ListBox className={classNames(styles.list)} items={options}>
          {({ id, title }) => (
            <ListBoxItem id={id} textValue={title} className={classNames(styles.item)}>
              <Check size={13} aria-hidden="true" />
              {title}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
