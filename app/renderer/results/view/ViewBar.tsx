import { ArrowDown, ArrowUp, Filter, X } from 'lucide-react';
import { formatCount, formatQuantity } from '../../../shared/figures';
import { Button, ErrorNotice, ProgressBar } from '../../base';
import type { ShownRows } from '../../query';
import { cancelView, clearView, removeFilter, setSort } from './actions';
import { filterText } from './filterText';
import { type ResultView, useResultView } from './store';
import styles from './ViewBar.module.css';

/** How the rows below are sorted and filtered: a chip for each key and filter, and what is being made. */
export function ViewBar({ rows }: { rows: ShownRows }) {
  const { queryId, columns, count } = rows;
  const view = useResultView(queryId);
  const { sort, filter, made, progress, error } = view;
  if (sort.length + filter.length === 0) return null;
  return (
    <section className={styles.bar} aria-label="Sort and filter">
      {progress !== null && <ProgressBar label="Sorting and filtering" value={shareOf(progress)} />}
      <div className={styles.chips}>
        {sort.map((key) => (
          <Chip
            key={key.column}
            icon={key.descending ? <ArrowDown size={12} /> : <ArrowUp size={12} />}
            text={columns[key.column]?.name ?? ''}
            label={`Stop sorting by ${columns[key.column]?.name}`}
            onRemove={() =>
              void setSort(
                queryId,
                sort.filter((other) => other !== key),
                count,
              )
            }
          />
        ))}
        {filter.map((entry) => (
          <Chip
            key={JSON.stringify(entry)}
            icon={<Filter size={12} />}
            text={filterText(columns, entry)}
            label={`Remove the filter ${filterText(columns, entry)}`}
            onRemove={() => void removeFilter(queryId, entry, count)}
          />
        ))}
        <span className={styles.count} role="status">
          {progress !== null
            ? 'Sorting and filtering…'
            : made &&
              filter.length > 0 &&
              `${formatCount(made.rows)} of ${formatQuantity(made.total, 'row')}`}
        </span>
        {progress !== null ? (
          <Button variant="quiet" onPress={() => cancelView(queryId)}>
            Cancel
          </Button>
        ) : (
          <Button variant="quiet" onPress={() => void clearView(queryId)}>
            Clear all
          </Button>
        )}
      </div>
      {error && <ErrorNotice error={error} title="The rows could not be sorted and filtered" />}
    </section>
  );
}

function shareOf(progress: NonNullable<ResultView['progress']>): number | undefined {
  if (progress === 'started' || progress.total === 0) return undefined;
  // Sorting goes on once all rows are read.
  return progress.read < progress.total ? progress.read / progress.total : undefined;
}

interface ChipProps {
  icon: React.ReactNode;
  text: string;
  /** What removing does. */
  label: string;
  onRemove(): void;
}

function Chip({ icon, text, label, onRemove }: ChipProps) {
  return (
    <span className={styles.chip}>
      {icon}
      <span className={styles.text}>{text}</span>
      <button type="button" className={styles.remove} aria-label={label} onClick={onRemove}>
        <X size={12} aria-hidden="true" />
      </button>
    </span>
  );
}
