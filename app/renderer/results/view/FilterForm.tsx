import { useState } from 'react';
import type { FilterOp } from '../../../shared/resultView';
import { Button, Select, TextField } from '../../base';
import type { ShownRows } from '../../query';
import { setFilter } from './actions';
import styles from './FilterForm.module.css';
import { firstOperator, operatorsFor, valueCount } from './filterText';
import { viewOf } from './store';

/** An operator and its values for one column. */
export function FilterForm({ rows, column, onDone }: { rows: ShownRows; column: number; onDone(): void }) {
  const { queryId, columns, count } = rows;
  const field = columns[column];
  const [before] = useState(() => viewOf(queryId).filter.find((entry) => entry.column === column));
  const [op, setOp] = useState<FilterOp>(before?.op ?? (field ? firstOperator(field) : 'contains'));
  const [texts, setTexts] = useState<readonly string[]>(
    before ? (before.op === 'in' ? [before.values.join(', ')] : before.values) : [],
  );
  if (!field) return null;
  const wanted = valueCount(op);
  const fields = wanted ?? 1;
  const values =
    wanted === null
      ? (texts[0] ?? '').split(',').map((text) => text.trim())
      : Array.from({ length: wanted }, (_, index) => texts[index] ?? '');
  const isText = field.kind === 'text';
  const isComplete = values.every((value) => value !== '' || (isText && op !== 'contains'));

  function apply() {
    if (!isComplete) return;
    void setFilter(queryId, { column, op, values }, count, before);
    onDone();
  }

  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        apply();
      }}
    >
      <Select label={field.name} selected={op} options={operatorsFor(field)} onSelect={(id) => setOp(id)} />
      {Array.from({ length: fields }, (_, index) => (
        <TextField
          key={index}
          label={labelOf(op, index)}
          value={texts[index] ?? ''}
          description={wanted === null ? 'Separated by commas' : undefined}
          onChange={(text) =>
            setTexts(Array.from({ length: fields }, (_, at) => (at === index ? text : (texts[at] ?? ''))))
          }
        />
      ))}
      <div className={styles.actions}>
        <Button type="submit" variant="primary" isDisabled={!isComplete}>
          Apply
        </Button>
      </div>
    </form>
  );
}

function labelOf(op: FilterOp, index: number): string {
  if (op === 'between') return index === 0 ? 'From' : 'To';
  return op === 'in' ? 'Values' : 'Value';
}
