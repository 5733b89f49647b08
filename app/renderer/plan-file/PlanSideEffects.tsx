import { Blocks, CircleHelp, FileInput, FileOutput, Settings2, SquareFunction } from 'lucide-react';
import type { ReactNode } from 'react';
import { formatBytes, formatQuantity, formatQuantityOrNone } from '../../shared/figures';
import type { ConsentItem, PlanInspection } from '../../shared/planFile';
import { printable } from '../../shared/printable';
import styles from './PlanFacts.module.css';
import { readableUrl } from './readableUrl';

/** What running the plan would read, write, call and need, read from the plan's bytes. */
export function PlanSideEffects({ inspection }: { inspection: PlanInspection }) {
  const { reads, asks = [], functions, extensions } = inspection;
  const of = (effect: ConsentItem['effect']) => asks.filter((item) => item.effect === effect);
  const own = functions.filter(({ payloadBytes }) => payloadBytes > 0);
  return (
    <>
      <h3 className={styles.heading}>Running it would</h3>
      <SideEffect
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
      </SideEffect>
      <Consents icon={<FileOutput size={14} />} title="write" none="write nothing" items={of('writes')} />
      <Consents icon={<Settings2 size={14} />} title="change the session" items={of('changesSession')} />
      <Consents
        icon={<CircleHelp size={14} />}
        title="run parts of an unknown kind, which may do anything"
        items={of('unknown')}
      />
      <SideEffect
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
      </SideEffect>
      {extensions.length > 0 && (
        <SideEffect
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
        </SideEffect>
      )}
    </>
  );
}

interface ConsentsProps {
  icon: ReactNode;
  title: string;
  /** The title if there are no items; nothing is shown without it. */
  none?: string;
  items: readonly ConsentItem[];
}

/** Actions that need the user's consent. */
function Consents({ icon, title, none, items }: ConsentsProps) {
  if (items.length === 0)
    return none && <SideEffect icon={icon} title={none} items={[]} children={() => null} />;
  return (
    <SideEffect icon={icon} title={title} alarming items={items}>
      {({ action, target }) => (
        <>
          <code className={styles.url}>{readableUrl(target)}</code>
          <span className={styles.quiet}>{printable(action)}</span>
        </>
      )}
    </SideEffect>
  );
}

interface SideEffectProps<T> {
  icon: ReactNode;
  title: string;
  alarming?: boolean;
  items: readonly T[];
  children(item: T): ReactNode;
}

function SideEffect<T>({ icon, title, alarming = false, items, children }: SideEffectProps<T>) {
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
  if (count === 0) return 'call no functions';
  return own > 0
    ? `call ${formatQuantity(count, 'function')}, ${own} with code of their own`
    : `call ${formatQuantity(count, 'built-in function')}`;
}
