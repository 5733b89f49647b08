import { Undo2 } from 'lucide-react';
import { useId, useState } from 'react';
import { formatQuantity } from '../../shared/figures';
import { isChanged, type Setting } from '../../shared/setting';
import { Button, Checkbox, EmptyState, IconButton, TextField } from '../base';
import { changeSetting, copyChangedSettings } from './actions';
import styles from './SessionSettings.module.css';
import { searchSettings } from './search';
import { useSettings } from './store';

/** The settings of DataFusion for this workspace: searched, changed, reset, and copied as SQL. */
export function SessionSettings() {
  const settings = useSettings((state) => state.settings);
  const [query, setQuery] = useState('');
  const [onlyChanged, setOnlyChanged] = useState(false);
  if (!settings) return null;
  const changed = settings.filter(isChanged);
  const shown = searchSettings(onlyChanged ? changed : settings, query);
  return (
    <section aria-label="Session settings" className={styles.section}>
      <div className={styles.bar}>
        <TextField label="Search" value={query} placeholder="Name or description" onChange={setQuery} />
        <Checkbox isSelected={onlyChanged} onChange={setOnlyChanged}>
          Only changed ({changed.length})
        </Checkbox>
        <Button isDisabled={changed.length === 0} onPress={() => copyChangedSettings(changed)}>
          Copy as SQL
        </Button>
      </div>
      <p className={styles.count} role="status">
        {formatQuantity(shown.length, 'setting')}
      </p>
      {shown.length === 0 && (
        <EmptyState title="No setting matches">
          {onlyChanged
            ? 'Clear the search, or show all settings.'
            : 'Try another word, such as memory or parquet.'}
        </EmptyState>
      )}
      <ul aria-label="Settings" className={styles.list}>
        {shown.map((setting) => (
          <SettingRow key={setting.name} setting={setting} />
        ))}
      </ul>
    </section>
  );
}

function SettingRow({ setting }: { setting: Setting }) {
  const { name, value, description, atStart } = setting;
  const problem = useSettings((state) => state.problems[name]);
  const ids = { description: useId(), problem: useId() };
  const changed = isChanged(setting);
  return (
    <li className={styles.setting}>
      <div className={styles.what}>
        <span className={styles.name}>{name}</span>
        <p id={ids.description} className={styles.description}>
          {description}
          {atStart && ' It is chosen when a session starts.'}
        </p>
        {problem && (
          <p id={ids.problem} role="alert" className={styles.problem}>
            {problem.message}
          </p>
        )}
      </div>
      <div className={styles.control}>
        {isSwitch(setting) ? (
          <Checkbox
            isSelected={value === 'true'}
            isDisabled={atStart}
            onChange={(on) => void changeSetting(name, String(on))}
          >
            <span className={styles.hidden}>{name}</span>
            <span aria-hidden="true">{value === 'true' ? 'On' : 'Off'}</span>
          </Checkbox>
        ) : (
          <input
            // Another value from elsewhere replaces what was typed.
            key={value}
            className={styles.input}
            aria-label={name}
            aria-describedby={problem ? ids.problem : ids.description}
            aria-invalid={problem !== undefined}
            defaultValue={value ?? ''}
            placeholder={setting.default ?? 'not set'}
            disabled={atStart}
            spellCheck={false}
            onBlur={({ target }) => commit(setting, target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter') commit(setting, event.currentTarget.value);
            }}
          />
        )}
        <IconButton
          label={`Reset ${name} to ${setting.default ?? 'nothing'}`}
          className={changed ? undefined : styles.unused}
          isDisabled={!changed}
          onPress={() => void changeSetting(name, null)}
        >
          <Undo2 size={14} />
        </IconButton>
      </div>
    </li>
  );
}

function commit({ name, value }: Setting, text: string): void {
  if (text === (value ?? '')) return;
  void changeSetting(name, text.trim() === '' ? null : text.trim());
}

function isSwitch({ value, default: initial }: Setting): boolean {
  const known = value ?? initial;
  return known === 'true' || known === 'false';
}
