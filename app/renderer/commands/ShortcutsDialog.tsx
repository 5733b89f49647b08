import { useState } from 'react';
import { keysText } from '../../shared/commands/chord';
import { Button, Dialog, Kbd, TextField } from '../base';
import { isMac } from './keys';
import styles from './ShortcutsDialog.module.css';
import { shortcutGroups } from './shortcuts';
import { closePalette, usePalette } from './store';

/** All keys of the window and of its parts, searchable. */
export function ShortcutsDialog() {
  const isOpen = usePalette((state) => state.open === 'shortcuts');
  return (
    <Dialog
      title="Keyboard shortcuts"
      isOpen={isOpen}
      onClose={closePalette}
      focus="field"
      wide
      actions={
        <Button variant="primary" onPress={closePalette}>
          Done
        </Button>
      }
    >
      <Shortcuts />
    </Dialog>
  );
}

function Shortcuts() {
  const [query, setQuery] = useState('');
  const mac = isMac();
  const groups = shortcutGroups(query, mac);
  return (
    <>
      <div className={styles.search}>
        <TextField label="Search" value={query} maxLength={200} onChange={setQuery} />
      </div>
      <div className={styles.groups}>
        {groups.map(({ title, rows }) => (
          <section key={title} aria-label={title} className={styles.group}>
            <h3 className={styles.heading}>{title}</h3>
            <dl>
              {rows.map((row) => (
                <div key={row.title} className={styles.row}>
                  <dt>{row.title}</dt>
                  <dd className={styles.keys}>
                    {row.keys.map((chord) => (
                      <Kbd key={chord} keys={keysText(chord, mac)} />
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <p role="status" className={styles.none}>
        {groups.length === 0 && 'No shortcut matches.'}
      </p>
    </>
  );
}
