import { CircleAlert, CircleCheck, Info, MessageSquareText, TriangleAlert } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { DocumentId } from '../../shared/identity';
import { Details, EmptyState, PositionLink, positionInEditor } from '../base';
import { goTo } from '../editor';
import { type LoggedEntry, useLog } from '../query';
import styles from './MessagesPane.module.css';

const ICONS = { info: Info, ok: CircleCheck, warning: TriangleAlert, error: CircleAlert } as const;

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** What happened in a tab since the window opened, the newest at the bottom. */
export function MessagesPane({ documentId }: { documentId: DocumentId }) {
  const entries = useLog(documentId);
  const list = useRef<HTMLOListElement>(null);
  const last = entries.at(-1)?.id;

  useEffect(() => {
    if (last !== undefined) list.current?.lastElementChild?.scrollIntoView({ block: 'nearest' });
  }, [last]);

  if (entries.length === 0) {
    return (
      <EmptyState title="No messages yet" icon={<MessageSquareText size={22} />}>
        What runs in this tab reports here: when it started, what came of it, and errors in full.
      </EmptyState>
    );
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling list has to be reachable by keyboard
    <div role="log" aria-label="Messages" tabIndex={0} className={styles.log}>
      <ol ref={list}>
        {entries.map((entry) => (
          <Entry key={entry.id} documentId={documentId} entry={entry} />
        ))}
      </ol>
    </div>
  );
}

function Entry({ documentId, entry }: { documentId: DocumentId; entry: LoggedEntry }) {
  const { level, text, sql, error, origin, at } = entry;
  const place = error?.span && (origin ? positionInEditor(error.span.start, origin) : error.span.start);
  const Icon = ICONS[level];
  return (
    <li className={styles.entry}>
      <time className={styles.time} dateTime={new Date(at).toISOString()}>
        {clock.format(at)}
      </time>
      <Icon size={14} className={styles[level]} aria-label={level} />
      <div className={styles.content}>
        <p className={styles.text}>{text}</p>
        {sql && <code className={styles.sql}>{sql.trim()}</code>}
        {error?.hint && <p className={styles.hint}>{error.hint}</p>}
        {error && (
          <p className={styles.code}>
            {error.code}
            {place && (
              <>
                {' · '}
                <PositionLink at={place} onGoTo={origin && ((at) => goTo(documentId, at))} />
              </>
            )}
          </p>
        )}
        {error?.detail && <Details text={error.detail} />}
      </div>
    </li>
  );
}
