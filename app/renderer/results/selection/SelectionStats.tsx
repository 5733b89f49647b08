import { formatCount, formatQuantity } from '../../../shared/figures';
import { Button } from '../../base';
import { groupDigits } from '../format';
import { DISTINCT_LIMIT, type SelectionFacts } from './facts';
import styles from './SelectionStats.module.css';
import { useSelectionSummary } from './store';

/** What is selected in the grid on show: how much, and what its values come to. */
export function SelectionStats() {
  const summary = useSelectionSummary((state) => state.summary);
  if (!summary) return null;
  const { rows, columns, facts, compute } = summary;
  return (
    <span className={styles.stats} data-testid="selection-stats">
      <Stat
        name="Selected"
        value={columns === 1 ? formatQuantity(rows, 'row') : `${formatCount(rows)} × ${formatCount(columns)}`}
      />
      {facts && <Facts facts={facts} />}
      {compute && (
        <Button variant="quiet" className={styles.compute} onPress={compute}>
          Calculate
        </Button>
      )}
    </span>
  );
}

function Facts({ facts }: { facts: SelectionFacts }) {
  const { values, nulls, distinct, numbers } = facts;
  return (
    <>
      {numbers && (
        <>
          <Stat name="Sum" value={groupDigits(numbers.sum)} />
          <Stat name="Mean" value={groupDigits(numbers.mean)} />
          <Stat name="Min" value={groupDigits(numbers.min)} />
          <Stat name="Max" value={groupDigits(numbers.max)} />
        </>
      )}
      <Stat name="Values" value={formatCount(values)} />
      {nulls > 0 && <Stat name="Nulls" value={formatCount(nulls)} />}
      <Stat
        name="Distinct"
        value={distinct === null ? `over ${formatCount(DISTINCT_LIMIT)}` : formatCount(distinct)}
      />
    </>
  );
}

function Stat({ name, value }: { name: string; value: string }) {
  return (
    <span className={styles.stat}>
      <span className={styles.name}>{name}</span> {value}
    </span>
  );
}
