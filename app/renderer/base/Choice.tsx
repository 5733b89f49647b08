import { createContext, type ReactNode, useContext } from 'react';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { classNames } from './classNames';

const Chosen = createContext<string | null>(null);

interface ChoiceProps<T extends string> {
  label: string;
  selected: T;
  className: string | undefined;
  /** One {@link Option} for each value. */
  children: ReactNode;
  onSelect(value: T): void;
}

/** A row of options of which exactly one is chosen. */
export function Choice<T extends string>({ label, selected, className, children, onSelect }: ChoiceProps<T>) {
  return (
    <ToggleButtonGroup
      aria-label={label}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[selected]}
      onSelectionChange={(keys) => {
        const [value] = keys;
        if (value) onSelect(value as T);
      }}
      className={classNames(className)}
    >
      <Chosen value={selected}>{children}</Chosen>
    </ToggleButtonGroup>
  );
}

interface OptionProps {
  value: string;
  className: string | undefined;
  children: ReactNode;
}

/** One option of a {@link Choice}. Tab enters at the chosen one, arrow keys lead to the others. */
export function Option({ value, className, children }: OptionProps) {
  const chosen = useContext(Chosen) === value;
  return (
    <ToggleButton id={value} excludeFromTabOrder={!chosen} className={classNames(className)}>
      {children}
    </ToggleButton>
  );
}
