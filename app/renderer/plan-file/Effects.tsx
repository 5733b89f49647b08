import { Blocks, FileInput, FileOutput, SquareFunction } from 'lucide-react';
import type { ReactNode } from 'react';
import { formatBytes, formatQuantityOrNone } from '../../shared/figures';
import type { PlanInspection } from '../../shared/planFile';
import { printable } from '../../shared/printable';
import styles from './PlanFacts.module.css';
import { readableUrl } from './readableUrl';

/** What running the plan would read, write, evaluate and need, as found in its bytes. */
export function Effects({ inspection }: { inspection: PlanInspection }) {
  const { reads, writes, functions, extensions } = inspection;
  const own = functions.filter(({ payloadBytes }) => payloadBytes > 0);
  return (
    <>
      <h3 className={styles.heading}>Running it would</h3>
      <Effect
        icon={<FileInput size={14} />}
        title={`read ${formatQuantityOrNone(reads.length, 'file')}`}
        items={reads}
      >
        {({ url, table, format }) => (
          <>
            <code className={styles.url}>{readableUrl(url)}</code>
            <span className={styles.quiet}>{[table, format].filter(Boolean).join(' · ')}</span>
          </>
        )}
      </Effect>
      <Effect
        icon={<FileOutput size={14} />}
        title={writes.length === 0 ? 'write nothing' : 'write'}
        alarming={writes.length > 0}
        items={writes}
      >
        {({ operator, target }) => (
          <>
            <code className={styles.url}>{readableUrl(target)}</code>
            <span className={styles.quiet}>{operator}</span>
          </>
        )}
      </Effect>
      <Effect
        icon={<SquareFunction size={14} />}
        title={functionsTitle(functions.length, own.length)}
        items={functions}
      >
        {({ name, kind, payloadBytes, codec }) => (
          <span className={styles.named}>
            <code className={styles.url}>{printable(name)}</code>
            <span className={styles.quiet}>
              {kind}
              {payloadBytes > 0 &&
                ` · ${formatBytes(payloadBytes)} ${codec ? `by codec ${printable(codec)}` : 'of own code'}`}
            </span>
          </span>
        )}
      </Effect>
      {extensions.length > 0 && (
        <Effect
          icon={<Blocks size={14} />}
          title={`need ${formatQuantityOrNone(extensions.length, 'extension')}`}
          alarming
          items={extensions}
        >
          {({ operator, codec, bytes }) => (
            <>
              <code className={styles.url}>{printable(operator)}</code>
              <span className={styles.quiet}>
                codec {printable(codec)} · {formatBytes(bytes)}
              </span>
            </>
          )}
        </Effect>
      )}
    </>
  );
}

interface EffectProps<T> {
  icon: ReactNode;
  title: string;
  alarming?: boolean;
  items: readonly T[];
  children(item: T): ReactNode;
}

function Effect<T>({ icon, title, alarming = false, items, children }: EffectProps<T>) {
  return (
    <div className={styles.effect}>
      <span className={alarming ? styles.alarming : styles.icon}>{icon}</span>
      <div className={styles.what}>
        <p className={alarming ? styles.alarming : undefined}>{title}</p>
        {items.length > 0 && (
          <ul className={styles.items}>
            {items.map((item, index) => (
              <li key={index}>{children(item)}</li>
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}

function functionsTitle(count: number, own: number): string {
  if (count === 0) return 'evaluate no functions';
  const built = `evaluate ${formatQuantityOrNone(count, 'function')}`;
  return own > 0 ? `${built}, ${own} with code of their own` : `${built} of the engine`;
}
