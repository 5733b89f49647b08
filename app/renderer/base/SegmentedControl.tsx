import { createContext, type ReactNode, useContext } from 'react';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { classNames } from './classNames';

const Chosen = createContext<string | null>(null);

interface SegmentedControlProps<T extends string> {
  label: string;
  selected: T;
  className: string | undefined;
  /** One {@link Segment} for each value. */
  children: ReactNode;
  onSelect(value: T): void;
}

/** A row of segments of which exactly one is selected. */
export function SegmentedControl<T extends string>({
  label,
  selected,
  className,
  children,
  onSelect,
}: SegmentedControlProps<T>) {
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

interface SegmentProps {
  value: string;
  className: string | undefined;
  children: ReactNode;
}

/** One segment of a {@link SegmentedControl}. Tab moves to the selected one, arrow keys to the others. */
export function Segment({ value, className, children }: SegmentProps) {
  const chosen = useContext(Chosen) === value;
  return (
    <ToggleButton id={value} excludeFromTabOrder={!chosen} className={classNames(className)}>
      {children}
    </ToggleButton>
  );
}
