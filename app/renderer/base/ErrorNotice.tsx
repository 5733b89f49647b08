import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { AppError } from '../../shared/errors';
import { Details } from './Details';
import styles from './ErrorNotice.module.css';
import { PositionLink } from './PositionLink';
import { type Position, positionInEditor } from './position';

export interface ErrorNoticeProps {
  error: AppError;
  /** Said before the message, for example the path it is about. */
  title?: string | undefined;
  /** Where the text that ran began in the editor: the position is then shown as the editor counts. */
  origin?: Position | null;
  /** Shows a place in the editor: the position then leads there. */
  onGoTo?: ((at: Position) => void) | undefined;
  actions?: ReactNode;
}

/** An error with message, hint and code; the engine's full text folds out. The text can be selected. */
export function ErrorNotice({ error, title, origin, onGoTo, actions }: ErrorNoticeProps) {
  const at = error.span && (origin ? positionInEditor(error.span.start, origin) : error.span.start);
  return (
    <div className={styles.notice} role="alert">
      <CircleAlert size={16} className={styles.icon} aria-hidden="true" />
      <div className={styles.body}>
        {title && <p className={styles.title}>{title}</p>}
        <p className={styles.message}>{error.message}</p>
        {error.hint && <p className={styles.hint}>{error.hint}</p>}
        {actions && <div className={styles.actions}>{actions}</div>}
        <p className={styles.code}>
          {error.code}
          {at && (
            <>
              {' · '}
              <PositionLink at={at} onGoTo={origin ? onGoTo : undefined} />
            </>
          )}
        </p>
        {error.detail && (
          <div className={styles.detail}>
            <Details text={error.detail} />
          </div>
        )}
      </div>
    </div>
  );
}
