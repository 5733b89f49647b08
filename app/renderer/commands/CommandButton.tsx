import type { ReactNode } from 'react';
import type { WindowCommand } from '../../shared/commands/registry';
import { Button, IconButton, Kbd, Tooltip } from '../base';
import { useCommand } from './useCommand';

interface Props {
  command: WindowCommand;
  variant?: 'primary' | 'default' | 'danger';
  className?: string | undefined;
  /** A shorter title, where the place says the rest. Default: the command's. */
  children?: string;
  /** Shows its keys in the button instead of a tooltip. Default false. */
  showKeys?: boolean;
}

/** A button for a command; disabled while that does not apply. */
export function CommandButton({ command, children, showKeys = false, ...look }: Props) {
  const { title, keys, reason, run } = useCommand(command);
  const button = (
    <Button {...look} isDisabled={reason !== null} onPress={run}>
      {children ?? title}
      {showKeys && keys && <Kbd keys={keys} plain />}
    </Button>
  );
  return showKeys ? (
    button
  ) : (
    <Tooltip text={title} keys={keys}>
      {button}
    </Tooltip>
  );
}

interface IconProps {
  command: WindowCommand;
  /** A name for what it does at this moment. Default: the command's title. */
  label?: string;
  className?: string | undefined;
  /** An icon of 14 px. */
  children: ReactNode;
}

/** A quiet square button for a command; its tooltip has the keys. */
export function CommandIconButton({ command, label, ...props }: IconProps) {
  const { title, keys, reason, run } = useCommand(command);
  return (
    <IconButton
      {...props}
      label={label ?? plain(title)}
      keys={keys}
      isDisabled={reason !== null}
      onPress={run}
    />
  );
}

/** A tooltip says what it is; that more is asked for shows when it is pressed. */
function plain(title: string): string {
  return title.replace(/…$/, '');
}
