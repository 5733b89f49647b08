import { useState } from 'react';
import { flushSync } from 'react-dom';
import { commandOf, type WindowCommand } from '../../shared/commands/registry';
import { Kbd, SearchDialog } from '../base';
import styles from './CommandPalette.module.css';
import { reasonAgainst, runCommand } from './dispatch';
import { keysLabel } from './keys';
import { type Found, searchCommands } from './search';
import { closePalette, usePalette } from './store';

/** Every command of the window, found by its title. */
export function CommandPalette() {
  const isOpen = usePalette((state) => state.open === 'palette');
  // What was typed is forgotten with it.
  return isOpen ? <Open /> : null;
}

function Open() {
  const [query, setQuery] = useState('');
  const recent = usePalette((state) => state.recent);
  // Commands act on where the focus was.
  const [focused] = useState(() => document.activeElement);
  const found = searchCommands(query, recent)
    .filter(({ id }) => id !== 'palette.open')
    .map((command) => ({ ...command, reason: reasonAgainst(command.id) }));
  const applying = found.filter(({ reason }) => reason === null);
  const others = found.filter(({ reason }) => reason !== null);

  function choose(id: string) {
    flushSync(closePalette);
    if (focused instanceof HTMLElement) focused.focus();
    runCommand(id as WindowCommand);
  }

  return (
    <SearchDialog
      label="Search commands"
      isOpen
      query={query}
      items={[...applying, ...others].map((command) => ({
        id: command.id,
        disabled: command.reason !== null,
        content: <Row {...command} />,
      }))}
      empty="No command matches."
      onQuery={setQuery}
      onChoose={choose}
      onClose={closePalette}
    />
  );
}

function Row({ id, parts, reason }: Found & { reason: string | null }) {
  const keys = keysLabel(id);
  return (
    <span className={styles.row}>
      <span className={styles.title}>
        {parts.map((part, index) =>
          index % 2 === 1 ? <mark key={index}>{part}</mark> : <span key={index}>{part}</span>,
        )}
      </span>
      <span className={styles.side}>{reason ?? commandOf(id).menu}</span>
      {keys && reason === null && <Kbd keys={keys} />}
    </span>
  );
}
